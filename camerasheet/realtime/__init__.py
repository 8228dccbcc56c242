"""Who is connected, and getting bytes to them.

One thread owns every WebSocket after its upgrade.  Nothing here knows what a sheet is: a
`Handler` is told what clients do, a `Channel` says what a broadcast looks like.

    frames      bytes on the wire, for everyone at once
    connection  one client: what it sends us, what waits to be sent to it
    channel     what a show's broadcast looks like from here
    rooms       who hears which channel, by group
    hub         the thread itself
    handover    from flask-sock's upgrade to the hub
"""
