"""The Spring Gala until the interval. How it is written: see ``camerasheet.seed.script``."""

SCRIPT = """
# Doors and welcome | 19:25:00
1 | Doors: house music, safety slide | 180 | | Titles over
  6* EWS hall from the rig / Static
  1 WS empty stage, gauze lit / Static / clean for titles
2 | House to half | 40 | Mix
  4* VWS house from the back of the stalls / Crane up / slow, land on the last chime
  2 GS audience, front rows / Pan / look for programmes and faces
3 | Orchestra tunes | 45
  2* CU oboe, the A / Static
  3 GS first violins / Pan / leader last
  5 MS harp being tuned / Static
4 | Compère walks on from SR | 25 | | Wait for the follow spot
  1* FS compère / Follow / hold head room, he is tall
  4 VWS stage over heads / Static
5 | Compère: welcome | 95
  1* MCU compère / Static
  2 GS front row, laughter / Static
  6 WS stage from the rig / Static
# Rossini: Overture, The Barber of Seville | 19:31:30
6 | Conductor enters, bow | 30
  2* FS conductor / Follow / from the wings to the podium
  4 WS orchestra / Crane down
  1 MS leader, handshake / Static
7 | Chords: Andante maestoso | 55 | Cut
  4* VWS orchestra / Crane down / on the first chord, not before
  1 MCU conductor / Static
  3 CU timpani / Static
8 | Oboe and horn answer | 50
  2* CU oboe / Push in
  3 M2S horns / Static
  5 MS harp through strings / Crab L
9 | Violins, the Allegro tune | 45
  5* GS first violins along the bows / Crab R / match the bow speed
  1 MCU conductor / Static
  2 CU leader's left hand / Static
10 | Clarinet and bassoon | 40
  2* 2S clarinet and bassoon / Pan / clarinet first
  3 CU bassoon keys / Static
  6 GS woodwind / Overhead / Static
11 | First crescendo | 50 | | Faster cutting from here
  3* MS cellos / Push in
  1 BCU conductor's baton hand / Follow
  4 WS orchestra, rising / Crane up
12 | Brass tutti | 20
  3* GS trombones / L/A / Static
  2 CU trumpet bell / Static
  1 WS orchestra / ZO
13 | Second subject, oboe | 45
  2* MCU oboe / Static
  1 MCU conductor / Static
  5 GS violas / Crab L
14 | Last crescendo and close | 55
  4* VWS stage and house / Crane up / end high for the applause
  3 CU timpani / Static / four strokes
  1 MCU conductor / Static / last bar, then his turn
15 | Applause, bow, orchestra stands | 40
  1* MS conductor / ZO / to FS on the bow
  2 GS audience / Pan
  6 EWS hall from the rig / Static
# City Youth Choir | 19:39:30
16 | Choir walks on; compère bridges | 60
  1* MCU compère / Static
  3 GS children in the wings / Static / nerves, smiles
  4 WS risers filling / Static
17 | Fauré: piano introduction | 25 | Mix
  5* CU pianist's hands / Crab R
  2 MS accompanist over the lid / Static
18 | First verse, all | 50
  4* WS choir / Crane down / slow, floor mics stay out
  1 GS sopranos / Pan / left to right, two bars each
  3 CU singer, second row / Static
19 | Altos take the line | 35
  1* GS altos / Static
  2 MCU choir leader / H/A / Static
  3 C2S altos, sharing a folder / Static
20 | Solo: Amara | 45 | | She steps out on "et"
  3* MCU Amara / Push in / wait for the breath
  1 MS Amara, choir behind soft / Static
  2 CU parent? third row, ask the house / Static
21 | Second verse, all | 45
  5* GS front row, faces / Crab L
  4 WS choir / Crane up
  2 MCU choir leader / Static
22 | Amen, last chord held | 30
  4* VWS choir and hall / Pull out / until the reverb has gone
  1 MCU Amara / Static
23 | Applause, leader brings Amara forward | 35
  2* 2S leader and Amara / Follow
  6 EWS hall from the rig / Static
  3 GS choir, waving / Static
# Lena Marsh with the Gala Band | 19:45:15
24 | Band vamps, changeover in light | 30 | | Cam 3 clears the riser by bar 8
  6* WS stage from the rig / Static / hides the changeover
  5 CU bass strings / Static
  1 MS drummer / Static
25 | Lena enters on the pick-up | 20
  3* FS Lena / Follow / backwards down the ramp, mind the cable
  1 MS microphone, empty / Static / she walks into it
  4 WS stage / Crane down
26 | "Slow Train Home", first verse | 45
  1* MCU Lena / Static
  2 MS guitar, left side / Static
  5 L2S Lena and bass / Crab R
27 | First chorus | 35
  4* WS stage, haze and backlight / Crane down
  1 MS Lena / ZI
  3 C2S backing singers / Static
28 | Second verse | 40
  5* MS Lena profile / Crab L
  1 CU Lena / Static
  2 CU drummer's brushes / Static
29 | Guitar solo | 40
  2* CU guitar neck / Tilt / headstock to hands
  3 MCU guitarist / L/A / Static
  4 WS stage / Crane up
30 | Bridge, band drops out | 25 | | House audio: long reverb
  1* BCU Lena / Static / do not breathe
  6 WS Lena in the pool of light / Overhead / Static
31 | Last chorus, audience claps along | 40
  4* VWS audience to stage / Crane up
  2 GS audience clapping / Pan
  3 OTS Lena to the house / Follow
32 | Button and applause | 30
  1* FS Lena / ZO
  3 MCU bandleader / Static
  6 EWS hall from the rig / Static
33 | Compère: interval | 60 | Mix | Slide on the screens at the end
  1* MCU compère / Static
  4 VWS house, lights up / Crane up
"""
