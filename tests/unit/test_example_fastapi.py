"""The FastAPI example on a real PostgreSQL: asked without a network, and served by its command."""

import asyncio
import importlib.util
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="needs the dependency group examples")
httpx = pytest.importorskip("httpx", reason="needs the dependency group examples")

APP = Path(__file__).parents[2] / "examples" / "fastapi_app" / "main.py"


@pytest.fixture
def service(conninfo: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The example's module, its tables in a place of their own."""
    monkeypatch.setenv("BOOKING_DATABASE", conninfo)
    spec = importlib.util.spec_from_file_location("fastapi_example", APP)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def asked(service: ModuleType, script: Any) -> None:  # noqa: ANN401
    """Run a script of requests against the running service."""

    async def run() -> None:
        transport = httpx.ASGITransport(app=service.app)
        async with (
            service.lifespan(service.app),
            httpx.AsyncClient(transport=transport, base_url="http://school") as client,
        ):
            await script(client)

    asyncio.run(run())


def as_(family: str, **headers: str) -> dict[str, str]:
    """The headers of a family's request."""
    return {"Authorization": f"Bearer {family}-secret", **headers}


def test_one_of_two_families_gets_the_slot_and_the_other_is_told_why(service: ModuleType) -> None:
    """At once, over HTTP."""

    async def script(client: Any) -> None:  # noqa: ANN401
        found = await client.get("/meetings/ada:reed/offers", headers=as_("reed"))
        start = found.json()[0]["start"]
        answers = await asyncio.gather(
            *(
                client.put(
                    f"/meetings/ada:{family}/booking", params={"start": start}, headers=as_(family)
                )
                for family in ("reed", "cas")
            )
        )
        assert sorted(one.status_code for one in answers) == [200, 409]
        (lost,) = (one.json() for one in answers if one.status_code == 409)
        assert lost == {"refused": [{"kind": "once", "text": "ada is in another meeting then"}]}

    asked(service, script)


def test_a_repeated_request_and_a_reader_elsewhere(service: ModuleType) -> None:
    """The same answer again; times in the reader's zone; strangers and bad times are refused."""

    async def script(client: Any) -> None:  # noqa: ANN401
        offers = await client.get(
            "/meetings/ada:reed/offers", params={"zone": "America/New_York"}, headers=as_("reed")
        )
        text = "Tue 26 Nov 2030, 12:00-12:15 America/New_York (18:00 at school)"
        assert offers.json()[0]["time"] == text
        start, headers = offers.json()[0]["start"], as_("reed", **{"Idempotency-Key": "form-1"})
        url = "/meetings/ada:reed/booking"
        answers = [
            await client.put(url, params={"start": start}, headers=headers) for _ in range(2)
        ]
        assert answers[0].json() == answers[1].json()
        assert answers[0].json()["version"] == 1
        gone = await client.delete(url, headers=as_("cas"))
        assert (gone.status_code, gone.json()["refused"][0]["kind"]) == (409, "not-yours")
        assert (await client.delete(url, headers=as_("reed"))).json()["state"] == "open"
        assert (await client.delete(url, headers=as_("nobody"))).status_code == 401
        wrong = await client.put(url, params={"start": "soon"}, headers=as_("reed"))
        assert wrong.status_code == 422

    asked(service, script)


def test_a_family_sees_its_own_page(service: ModuleType) -> None:
    """What is booked first, then what is open; nothing of others."""

    async def script(client: Any) -> None:  # noqa: ANN401
        start = service.SCHOOL.parse("2030-11-26T18:15").isoformat()
        url = "/meetings/ben:reed/booking"
        await client.put(url, params={"start": start}, headers=as_("reed"))
        page = (await client.get("/bookings", headers=as_("reed"))).json()
        assert [(one["meeting"], one["state"]) for one in page] == [
            ("ben:reed", "booked"),
            ("ada:reed", "open"),
        ]
        assert page[0]["time"] == "Tue 26 Nov 2030, 18:15-18:30"

    asked(service, script)


def test_time_is_minded(service: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    """As soon as it starts, what happened before is mailed; once."""

    async def script(client: Any) -> None:  # noqa: ANN401
        start = service.SCHOOL.parse("2030-11-26T18:15").isoformat()
        url = "/meetings/ben:reed/booking"
        await client.put(url, params={"start": start}, headers=as_("reed"))

    async def rest(client: Any) -> None:  # noqa: ANN401
        for _ in range(100):
            if "ben:reed" in capsys.readouterr().out:
                return
            await client.get("/bookings", headers=as_("reed"))
            await asyncio.sleep(0.05)
        pytest.fail("no mail")

    asked(service, script)
    asked(service, rest)


def test_time_is_minded_after_something_went_wrong(
    service: ModuleType, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The mail that failed is sent the next time, and the failure is in the log."""
    tries: list[int] = []

    async def send(event: Any, number: int) -> None:  # noqa: ANN401
        del event
        tries.append(number)
        if len(tries) == 1:
            raise ConnectionError("no mail server")

    monkeypatch.setattr(service, "send_mail", send)
    monkeypatch.setattr(service, "PAUSE_SECONDS", 0.01)

    async def script(client: Any) -> None:  # noqa: ANN401
        del client
        for _ in range(500):
            if len(tries) > 1:
                break
            await asyncio.sleep(0.01)

    asked(service, script)
    assert tries[:2] == [tries[0]] * 2
    assert "no mail server" in caplog.text


def test_a_zone_that_there_is_not_is_the_askers_fault(service: ModuleType) -> None:
    """And no failure of the service."""

    async def script(client: Any) -> None:  # noqa: ANN401
        for url in ("/bookings", "/meetings/ada:reed/offers"):
            answer = await client.get(url, params={"zone": "Nowhere"}, headers=as_("reed"))
            assert answer.status_code == 422
            assert "Nowhere" in answer.json()["detail"]

    asked(service, script)


@pytest.mark.slow
def test_one_command_serves_it(conninfo: str) -> None:
    """Two worker processes on one database, over a real socket."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    served = subprocess.Popen(  # noqa: S603  our own words
        [sys.executable, APP.with_name("serve.py"), "--port", str(port)],
        env={**os.environ, "BOOKING_DATABASE": conninfo},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        url, until = f"http://127.0.0.1:{port}/bookings", time.monotonic() + 60
        while True:
            try:
                answer = httpx.get(url, headers=as_("reed"))
                break
            except httpx.TransportError:
                assert time.monotonic() < until
                assert served.poll() is None
                time.sleep(0.1)
        assert [one["state"] for one in answer.json()] == ["open", "open"]
    finally:
        served.terminate()
        served.wait(30)
