"""What Prometheus scrapes."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from camerasheet.replica.status import State
from camerasheet.storage.checkpoints import wal_bytes
from camerasheet.web.production import Production

__all__ = ["CONTENT_TYPE_LATEST", "scraped"]


class Figures(Collector):
    """Reads everything at the moment of the scrape; nothing is counted twice."""

    def __init__(self, place: Production) -> None:
        self._place = place

    def collect(self) -> Iterator[Metric]:
        """The hub's counters, then each show's."""
        yield from self._hub()
        yield from self._shows()
        yield from self._replica()

    def _hub(self) -> Iterator[Metric]:
        stats = self._place.hub.stats()
        yield GaugeMetricFamily("camerasheet_clients", "WebSockets connected.", stats.clients)
        for name, meaning, value in (
            ("clients_adopted", "WebSockets ever connected.", stats.adopted),
            ("clients_turned_away", "WebSockets refused: the server was full.", stats.refused),
            ("clients_dropped_slow", "WebSockets dropped for falling behind.", stats.dropped_slow),
            ("frames_sent", "Frames sent.", stats.frames_sent),
            ("bytes_sent", "Bytes sent on WebSockets.", stats.bytes_sent),
            ("messages_received", "Messages received.", stats.messages_received),
        ):
            yield CounterMetricFamily(f"camerasheet_{name}", meaning, value)

    def _shows(self) -> Iterator[Metric]:
        seq = GaugeMetricFamily("camerasheet_show_seq", "A show's last event.", labels=["show"])
        size = GaugeMetricFamily(
            "camerasheet_database_bytes", "The size of a show's file.", labels=["show"]
        )
        wal = GaugeMetricFamily(
            "camerasheet_wal_bytes", "The size of its write-ahead log.", labels=["show"]
        )
        shows = self._place.control.shows.list()
        for show in shows:
            path = self._place.data.show_file(show.id)
            if not path.exists():
                continue
            size.add_metric([show.slug], path.stat().st_size)
            wal.add_metric([show.slug], wal_bytes(path))
        slugs = {show.id: show.slug for show in shows}
        for desk in self._place.desks.all_open():
            sheet = desk.sheet
            seq.add_metric([slugs.get(sheet.show, sheet.show)], sheet.seq)
        yield from (seq, size, wal)

    def _replica(self) -> Iterator[Metric]:
        status = self._place.replica.status()
        state = GaugeMetricFamily(
            "camerasheet_replica_state", "1 for the state it is in.", labels=["state"]
        )
        for word in State:
            state.add_metric([word.value], float(word is status.state))
        yield state
        if status.lag_seconds is not None:
            yield GaugeMetricFamily(
                "camerasheet_replica_lag_seconds",
                "How long the oldest write waits that is not in the replica.",
                status.lag_seconds,
            )
        here = GaugeMetricFamily(
            "camerasheet_replica_txid", "A database's last transaction.", labels=["database"]
        )
        there = GaugeMetricFamily(
            "camerasheet_replica_replicated_txid", "The replica's last one.", labels=["database"]
        )
        lag = GaugeMetricFamily(
            "camerasheet_replica_database_lag_seconds",
            "How long the oldest write to a database waits that is not in the replica.",
            labels=["database"],
        )
        for each in status.databases:
            if each.lag_seconds is not None:
                lag.add_metric([each.path], each.lag_seconds)
            if each.txid is not None and each.replicated_txid is not None:
                here.add_metric([each.path], each.txid)
                there.add_metric([each.path], each.replicated_txid)
        yield from (here, there, lag)


def scraped(place: Production) -> bytes:
    """Every figure of a production, in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(Figures(place))
    return generate_latest(registry)
