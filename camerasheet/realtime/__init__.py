"""Who is connected, and getting bytes to them.

One thread owns every WebSocket after its upgrade.  Nothing here knows what a sheet is: a
`Handler` is told what clients do, a `Channel` says what a broadcast looks like.

    channel     what the application implements: a Channel and a Handler
    hub         the thread, and what other threads may ask of it
    inbox       what they have asked, and the bell that wakes the hub
    reception   what clients do, told to the Handler
    rounds      what they have asked, done
    broadcast   what a Channel says, told to its members
    rooms       who hears which channel, by group
    roster      all clients: sending to them, and seeing them off
    sending     one frame to many sockets
    connection  one client: what it sends us, what waits to be sent to it
    frames      bytes on the wire
    deflate     large messages compressed, once for everybody
    handshake   what a WebSocket begins with
    handover    from an HTTP request to the hub
"""
