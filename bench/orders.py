"""`./marque bench orders`: submit and confirm orders over HTTP, beside pgbench and a bare view.

An order is one vehicle and two accessories; to submit it and to confirm it are two requests by a
person who has logged in.  Three programs write the same rows into the same database, with the
same audit triggers, in two transactions an order:

  marque   the real pages: session, rights, forms, services, notifications
  bare     a Django view with nothing around it, on the same server (`bench/bare`)
  pgbench  the statements alone

Clients that order again as soon as they are answered measure the rate and, on two cores, mostly
each other's queue; so eight of them are measured again at half of that rate, at fixed moments
whether or not the answer before has come.  Then 200 clients race for 50 cars.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import django

django.setup()

from bench.kit import checks, pages, pgbench  # noqa: E402
from bench.kit.books import CODE, account_set  # noqa: E402
from bench.kit.clients import Client, Refused, log_in  # noqa: E402
from bench.kit.servers import serving  # noqa: E402
from bench.kit.world import PASSWORD, STORE, World, build  # noqa: E402

CLIENTS = (1, 8, 32)
JUDGED = 8
RIVALS, PRIZES = 200, 50
WARM_UP = 48
RATIO, P95_MS = 0.4, 60.0
TAKEN = "锁定"


@dataclass(slots=True)
class Result:
    """What one program did at one number of clients; times in seconds."""

    orders: int
    seconds: float
    of_orders: list[float]
    of_requests: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Orders a second."""
        return self.orders / self.seconds

    @property
    def p95_ms(self) -> float:
        """What 95 of 100 requests stay below."""
        return 1000 * percentile(self.of_requests, 95)


Sell = Callable[[Client, int], list[float]]


def main(words: Sequence[str]) -> int:
    """Run everything; returns 1 when an answer was wrong or a row was lost."""
    options = _options(words)
    log = Path(os.environ.get("MARQUE_VAR", tempfile.gettempdir())) / "logs" / "bench.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    say(f"Setting up the account set “{CODE}” …")
    with ExitStack() as stack:
        stack.enter_context(account_set(keep=options.keep))
        each = options.orders
        world = build(
            users=max(CLIENTS), vehicles=len(CLIENTS) * 6 * each + 2 * each + 4 * WARM_UP + PRIZES
        )
        serve = lambda app, settings: stack.enter_context(serving(app, settings, log=log))  # noqa: E731
        marque = serve("marque.config.asgi:application", "bench.kit.settings")
        bare = serve("marque.config.asgi:application", "bench.bare.settings")
        say(f"{len(world.users)} people log in …")
        browsers = [
            log_in(marque, books=CODE, username=user.username, password=PASSWORD)
            for user in world.users
        ]
        wrong = compare(world, browsers, bare, each)
        wrong += race(world, browsers)
    return 1 if wrong else 0


def compare(world: World, browsers: list[Client], bare: int, each: int) -> list[str]:
    """Measure the three programs at each number of clients and print them."""
    submit = orders_by(world, browsers)
    strangers = [Client(bare) for _ in browsers]
    measure(browsers[:8], world.take(WARM_UP), submit)
    measure(strangers[:8], world.take(WARM_UP), bare_order)
    say(f"\n{'clients':>7}  {'program':8} {'orders/s':>9} {'order p50':>10} {'p95 ms':>8}"
        f" {'request p50':>12} {'p95 ms':>8}   ratio")  # fmt: skip
    confirmed = WARM_UP
    for number in CLIENTS:
        amount = each if number > 1 else each // 3
        ours = measure(browsers[:number], world.take(amount), submit)
        plain = measure(strangers[:number], world.take(amount), bare_order)
        statements = pgbench_result(world, number, 4 * amount)
        confirmed += ours.orders
        show(number, "marque", ours, plain, statements)
        show(number, "bare", plain)
        show(number, "pgbench", statements)
        if number == JUDGED:
            judge(ours, plain)
            confirmed += at_half_load(world, browsers, strangers, each, rate=ours.rate / 2)
    wrong = checks.whole_orders(confirmed, prefix="SO")
    say("\n".join(wrong) or f"\nAll {confirmed} orders that were answered exist whole.")
    return wrong


def at_half_load(
    world: World, browsers: list[Client], strangers: list[Client], amount: int, *, rate: float
) -> int:
    """Both programs at the same even load; returns how many orders marque took."""
    ours, plain = (
        measure(clients[:JUDGED], world.take(amount), sell, rate=rate)
        for clients, sell in ((browsers, orders_by(world, browsers)), (strangers, bare_order))
    )
    say(f"         at half the rate ({rate:.1f} orders/s): p95 of a request marque {ours.p95_ms:.0f} ms,"
        f" bare {plain.p95_ms:.0f} ms ({plain.p95_ms / ours.p95_ms:.2f})")  # fmt: skip
    return ours.orders


def orders_by(world: World, browsers: list[Client]) -> Sell:
    """How a logged-in person submits and confirms the order of a vehicle."""
    tokens = {id(browser): browser.token(pages.new_order(STORE)) for browser in browsers}
    customers = {
        id(browser): str(world.customers[user.username])
        for browser, user in zip(browsers, world.users, strict=True)
    }

    def sell(browser: Client, vehicle: int) -> list[float]:
        token = tokens[id(browser)]
        begun = time.perf_counter()
        form = pages.order_form(token, customers[id(browser)], vehicle)
        order = pages.submit(browser, form, store=STORE)
        between = time.perf_counter()
        pages.confirm(browser, order, token)
        return [between - begun, time.perf_counter() - between]

    return sell


def bare_order(client: Client, vehicle: int) -> list[float]:
    """The same order by the bare view."""
    begun = time.perf_counter()
    answer = client.get(f"/submit/{vehicle}/")
    between = time.perf_counter()
    confirmed = client.get(f"/confirm/{answer.body.decode()}/")
    if (answer.status, confirmed.status) != (200, 200):
        raise Refused(f"bare: {answer.status} {confirmed.status} {answer.body[:300]!r}")
    return [between - begun, time.perf_counter() - between]


def measure(
    clients: list[Client], vehicles: list[int], sell: Sell, *, rate: float | None = None
) -> Result:
    """All clients sell until no vehicle is left; RuntimeError at the first wrong answer.

    With a `rate` the orders begin evenly at so many a second, each client taking its turn; an
    order that has to begin late has waited since its moment.
    """
    amount, times, problems = len(vehicles), [], []
    pause = len(clients) / rate if rate else 0.0

    def work(client: Client, due: float) -> None:
        try:
            while True:
                vehicle = vehicles.pop()
                late = _late(due) if pause else 0.0
                first, second = sell(client, vehicle)
                times.append([first + late, second])
                due += pause
        except IndexError:
            return
        except Exception as problem:
            problems.append(repr(problem))

    begun = time.perf_counter()
    turns = [begun + pause * n / len(clients) for n in range(len(clients))]
    in_threads([lambda c=c, due=due: work(c, due) for c, due in zip(clients, turns, strict=True)])
    seconds = time.perf_counter() - begun
    if problems:
        raise RuntimeError(problems[0])
    assert len(times) == amount
    return Result(
        amount, seconds, [sum(pair) for pair in times], [t for pair in times for t in pair]
    )


def pgbench_result(world: World, clients: int, amount: int) -> Result:
    """The statements alone."""
    seconds, latencies = pgbench.run(
        clients=clients,
        vehicles=world.take(amount),
        owner=world.users[0].pk,
        customer=world.customers[world.users[0].username],
    )
    return Result(len(latencies), seconds, latencies)


def race(world: World, browsers: list[Client]) -> list[str]:
    """200 parallel submits for 50 cars: 50 orders, 150 clear refusals, nothing else."""
    prizes = world.take(PRIZES)
    rivals = [
        Client(browsers[n % len(browsers)].port, dict(browsers[n % len(browsers)].cookies))
        for n in range(RIVALS)
    ]
    answers: list[tuple[int, bool]] = []
    start = threading.Barrier(RIVALS)

    def run(number: int) -> None:
        user = world.users[number % len(browsers)]
        token, customer = rivals[number].cookies["marque_csrf"], str(world.customers[user.username])
        form = pages.order_form(token, customer, prizes[number % PRIZES])
        start.wait()
        answer = rivals[number].post(pages.new_order(STORE), form)
        answers.append((answer.status, TAKEN in answer.body.decode()))

    begun = time.perf_counter()
    in_threads([lambda n=n: run(n) for n in range(RIVALS)])
    seconds = time.perf_counter() - begun
    won = sum(1 for status, _told in answers if status == 303)
    told = sum(1 for status, was_told in answers if status == 422 and was_told)
    say(f"\nRace: {RIVALS} clients for {PRIZES} cars in {seconds:.1f} s: "
        f"{won} orders, {told} times “已被…锁定”, {RIVALS - won - told} other answers.")  # fmt: skip
    wrong = [] if (won, told) == (PRIZES, RIVALS - PRIZES) else ["the race was not fair"]
    wrong += checks.race_is_clean(prizes)
    wrong += checks.ledger_balances()
    say("\n".join(wrong) or "One whole order and one lock a car; the ledger balances.")
    return wrong


def in_threads(works: list[Callable[[], None]]) -> None:
    """Run all at once and wait."""
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def show(clients: int, name: str, result: Result, *others: Result) -> None:
    """One line of the table; the ratios are to the bare view and to pgbench."""
    order = [1000 * percentile(result.of_orders, p) for p in (50, 95)]
    request = [1000 * percentile(result.of_requests, p) for p in (50, 95)]
    ratios = " / ".join(f"{result.rate / other.rate:.2f}" for other in others)
    shown = f"{request[0]:12.1f} {request[1]:8.1f}" if result.of_requests else f"{'':21}"
    say(
        f"{clients:7}  {name:8} {result.rate:9.1f} {order[0]:10.1f} {order[1]:8.1f} {shown}   {ratios}"
    )


def judge(ours: Result, plain: Result) -> None:
    """Say whether the targets are met."""
    ratio, p95 = ours.rate / plain.rate, ours.p95_ms
    say(f"         target at {JUDGED} clients: {ratio:.2f} of the bare view (≥ {RATIO}: {_word(ratio >= RATIO)});"
        f" p95 of a request {p95:.0f} ms (≤ {P95_MS:.0f}: {_word(p95 <= P95_MS)}),"
        f" bare {plain.p95_ms:.0f} ms ({plain.p95_ms / p95:.2f})")  # fmt: skip


def percentile(values: list[float], percent: int) -> float:
    """The value below which so many percent lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] if ordered else 0.0


def say(text: str) -> None:
    """Print at once."""
    print(text, flush=True)


def _late(due: float) -> float:
    """Wait for the moment; how long ago it was if it has passed."""
    wait = due - time.perf_counter()
    if wait > 0:
        time.sleep(wait)
    return max(-wait, 0.0)


def _word(is_met: bool) -> str:  # noqa: FBT001
    return "met" if is_met else "missed"


def _options(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./marque bench orders", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--orders", type=int, default=480, help="orders at each number of clients")
    parser.add_argument("--keep", action="store_true", help="leave the account set in place")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
