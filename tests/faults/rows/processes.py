"""Processes: what an operating system does to them."""

from tests.faults.bench import Ground, Seen, row
from tests.faults.processes import free_port, ran, sandbox, settings_of, web

SUBJECT = "Processes"


@row(
    SUBJECT,
    injected="a second process on the SQLite file",
    expected="refuses to start, and says who works there",
    only="sqlite",
)
async def a_second_process_on_the_file(ground: Ground) -> Seen:
    bot_url = f"http://127.0.0.1:{free_port()}"
    async with sandbox(bot_url) as sides:
        env = settings_of(sides.told, bot_url=bot_url, database_url=ground.database_url)
        async with web(env) as first:
            code, said = await ran("web", "--port", "0", env=env)
            assert code == 2, f"it ended with {code}"
            assert f"Another OnQueue process (process {first.pid}) works on" in said, said
    return Seen(said.strip())
