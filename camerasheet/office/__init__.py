"""The office: how the command line reaches the data, whether or not a server has it.

One server owns the data directory, so a command that changes anything is carried out by that
server, which is asked over a private unix socket in the directory. Where no server runs, the
command line takes the directory itself. The commands are the same functions either way.

``protocol`` and ``client`` import nothing heavy: the command line starts fast.
"""
