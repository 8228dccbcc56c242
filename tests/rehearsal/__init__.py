"""The pod rehearsed: what k8s/ says, started as processes of this machine.

Nothing that a container runs, knows or mounts is written down here a second time: commands,
environment, volumes, order and probes are read from the rendered manifests. What has to differ on
one machine (paths, ports, names of hosts) stands in one table, which is printed.
"""
