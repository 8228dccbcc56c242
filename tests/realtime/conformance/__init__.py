"""RFC 6455 case by case, in the order of the list that the Autobahn suite made customary.

The number in a file's name is the list's group. Every case is raw bytes into a hub's socket. The
hub answers "echo …" and nothing else, so a case that must be heard sends that. `test_12` needs a
handshake, and so a small application; `test_whole_product` repeats one case of each group at the
product as it is.

Beyond the list, `test_04_early` has what a frame's head makes unlawful: it is refused before any
payload is there. Text that is not UTF-8 is refused at its first wrong byte (6.4).

Of the list, these are declined, and the tests say how:

- Binary messages (1.2, 9.2, 9.4, 9.6, 9.8, and what of 5 and 10 is binary): the protocol is JSON.
  They are closed with 1003, at the first byte of their payload.
- Messages above 256 KiB (most of 9.1 to 9.6, which go up to 16 MB): closed with 1009, by the head
  of the frame that announces too much. The groups are run up to the limit, to the byte.
- Compression with a context kept between messages, and with a smaller window of the server (parts
  of 12 and 13): permessage-deflate is agreed to without either, for one frame is made for all. An
  offer that asks for less than 15 bits is passed over, and the connection goes on uncompressed.
  12 and 13 are a thousand messages for each of 108 combinations of sizes and offers: here there is
  one test for each thing that may be agreed on or not, and `test_deflate` and `tests/fuzz/realtime`
  mix sizes, fragments, packets and compression at random.
- A compressed frame is judged when all of it is there (6.4 in a compressed message): whether it is
  no UTF-8 or too much when inflated would else depend on how it was cut into packets.
"""
