"""The Spring Gala after the interval. How it is written: see ``camerasheet.seed.script``."""

SCRIPT = """
# Opening of the second half | 20:12:00
34 | House out, drum roll | 20 | Cut
  3* CU snare sticks / Static
  4 VWS stage in the dark / Static / first light is yours
35 | Fanfare from the balconies | 35
  2* GS trumpets, balcony left / Tilt / rail to bells
  1 GS trumpets, balcony right / Pan / both ways round: rehearse
  4 VWS hall / Crane up
36 | Compère, sponsors' thanks | 70 | | Names on the prompter
  1* MCU compère / Static
  2 MS sponsors, row C 4 to 9 / Static
  6 WS stage from the rig / Static
# Dvořák: String Quartet in F, finale | 20:15:00
37 | Quartet enters and sits | 40
  5* GS quartet walking on / Follow
  1 WS four chairs / Static
38 | Vivace: the train rhythm | 45 | Mix
  5* GS quartet / Crab R / half circle, take all of it
  1 MS first violin / Static
  2 CU second violin's bow / Static
39 | First violin, the tune | 45
  1* MCU first violin / Static
  2 M2S violins / Static
  3 CU cello strings / Static
40 | Viola and cello answer | 35
  2* M2S viola and cello / Static
  3 MCU cellist / Push in
  4 GS quartet / Overhead / Crane down
41 | Chorale, very quiet | 50 | | Nobody moves a pedestal here
  4* WS quartet in the light / Static
  1 CU first violin's eyes / Static
  3 BCU viola, left hand / Static
42 | The tune comes back | 40
  1* MS first violin / ZO
  5 GS quartet / Crab L
  2 CU cellist / Static
43 | Coda, faster | 30
  5* GS quartet / Push in
  1 C2S violins / Static
  3 CU cello bow, heel / L/A / Static
44 | Last chord, bows up | 25
  4* WS quartet, bows in the air / Crane up
  2 GS audience rises? / Static
# The Marlowe Dance Company | 20:20:30
45 | Blackout, dancers set | 15 | Cut | Stage manager gives the go
  6* EWS stage, one lamp / Static
46 | Solo in the doorway of light | 45
  1* FS dancer / Follow / feet always in
  4 EWS stage, long shadow / Static
  3 MS dancer, from the wing / Static
47 | The others enter | 40
  4* VWS company / Crane up / show the diagonal
  1 FS soloist / Follow
  2 GS three at SL / Static
48 | Pas de deux | 60 | | No cuts during the lift
  1* L2S the couple / Follow
  2 M2S the couple / Static / safety for 1
  5 FS the couple / Crab R
49 | Lift across the stage | 20
  5* FS the couple / Crab R / same speed, all the way
  1 L2S the couple / Static
50 | Unison | 45
  6* GS company / Overhead / Static / the pattern only reads from here
  4 VWS company / Crane down
  3 MS feet, front line / L/A / Static
51 | Freeze and fade | 15 | Fade
  4* EWS company / Static
  1 CU soloist, breathing / Static
52 | Curtain call | 35
  4* WS company, line / Crane down
  2 MS choreographer from the stalls / Follow
# Award for Young Musicians | 20:26:30
53 | Compère and the Lord Mayor | 60
  1* M2S compère and Lord Mayor / Static
  2 GS nominees, row B / Pan
  3 CU envelope / Static
54 | The winner is | 20 | | All nominees framed before the name
  2* GS nominees / Static / whip to the winner
  1 MCU Lord Mayor / Static
  5 MS nominees 3 and 4 / Static
55 | Winner to the stage | 30
  3* FS winner / Follow / from the seat, up the steps
  1 MS Lord Mayor waiting / Static
  6 EWS hall from the rig / Static
56 | Winner's thanks | 60
  1* MCU winner / Static
  2 2S parents, row F / Static
# Finale: everybody | 20:30:00
57 | Orchestra, choir and band: introduction | 35 | Mix
  4* VWS all on stage / Crane down
  2 MCU conductor / Static
  5 CU piano / Crab L
58 | Lena, first verse | 40
  1* MCU Lena / Static
  3 CU bandleader / Static
  5 GS strings, past Lena / Crab R
59 | Choir joins | 40
  4* WS choir and Lena / Crane up
  1 MS Lena / Static
  2 GS choir, top row / Pan
60 | Key change | 25 | | Confetti on the downbeat: lens cloths ready
  3* FS Lena / Follow / circle her
  4 VWS hall, confetti / Crane up
  6 EWS hall from the rig / Static
61 | Last chorus, house lights up | 45
  4* EWS audience to stage / Crane up / all the way
  2 GS audience singing / Pan
  1 3S Lena, Amara, compère / Static
62 | Bows, company by company | 80
  1* WS front line / Pan / follow the bow
  3 M2S Lena and conductor / Static
  5 GS orchestra / Crab L
63 | Credits | 60 | Mix | Hold until black
  6* EWS hall from the rig / Static
  4 VWS house emptying / Static
"""
