"""Traces of a load, sent to a collector as OTLP; and what is said where the packages for them are not there."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.rig.in_process import run_here
from tests.rig.servers import free_port

_WORD = "zebulonquux"


def test_load_is_traced_by_batches(embedded_dir: Path, tmp_path: Path) -> None:
    file = tmp_path / f"{_WORD}.csv"
    rows = "".join(f"{n},Ann,Lee,a{n}{_WORD}@shop.org\n" for n in range(3))
    file.write_text(f"Customer ID,First Name,Last Name,Email\n{rows}")
    with _collector() as (address, received):
        environment = {"PROFILE_DATA_DIR": str(embedded_dir), "PROFILE_TRACES": address, "PROFILE_BATCH_ROWS": "2"}
        code, _, err = run_here(["load", "shopify-customers", str(file)], environment)
    assert (code, err) == (0, "")
    requests = [ExportTraceServiceRequest.FromString(body) for body in received]
    resources = [each for request in requests for each in request.resource_spans]
    spans = [span for each in resources for scope in each.scope_spans for span in scope.spans]
    names = [span.name for span in spans]
    assert names.count("load") == 1
    assert names.count("load batch") == 2
    (load,) = [span for span in spans if span.name == "load"]
    assert {span.parent_span_id for span in spans if span.name == "load batch"} == {load.span_id}
    assert {(a.key, a.value.string_value) for a in load.attributes} == {("profile.loader", "shopify-customers")}
    assert any(name.startswith("store sources.") for name in names)
    assert not any(_WORD.encode() in body for body in received)
    service = {a.key: a.value.string_value for a in resources[0].resource.attributes}
    assert service["service.name"] == "profile-service"


def test_collector_that_is_away_stops_nothing(tmp_path: Path) -> None:
    environment = {"PROFILE_DATA_DIR": str(tmp_path), "PROFILE_TRACES": f"http://127.0.0.1:{free_port()}"}
    assert run_here(["version"], environment)[0] == 0


def test_missing_packages_are_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("profile_service.cli.console.trace_export")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    environment = {"PROFILE_DATA_DIR": str(tmp_path), "PROFILE_TRACES": "http://localhost:4318"}
    code, out, err = run_here(["version"], environment)
    assert (code, out) == (2, "")
    assert err.replace("\n", " ").strip() == (
        "profile-service: PROFILE_TRACES needs packages that are not there: install profile-service[otel]"
    )


@contextmanager
def _collector() -> Iterator[tuple[str, list[bytes]]]:
    """Its address, and the bodies that it was sent."""
    received: list[bytes] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/traces"
            received.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Collector)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", received
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
