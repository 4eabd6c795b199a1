"""Out of office: calls go to voicemail, and supervisors cannot change the person's status."""

from datetime import UTC, datetime

from bot.genesys.area import Area, WritingArea, path
from bot.genesys.model import Flag, Model, When


class OutOfOffice(Model):
    """The whole setting. `indefinite`: no end; an end date then has no meaning."""

    active: Flag = False
    start_date: When = None
    end_date: When = None
    indefinite: Flag = False


class SeenOutOfOffices(Area):
    """Anybody's may be read."""

    async def get_user_outofoffice(self, user_id: str) -> OutOfOffice:
        """Somebody's setting. Operation: getUserOutofoffice. Permission: none."""
        return await self._get(OutOfOffice, path("/api/v2/users/{}/outofoffice", user_id))


class OutOfOffices(SeenOutOfOffices, WritingArea):
    """One's own may be changed, others' only read."""

    async def put_user_outofoffice(self, user_id: str, setting: OutOfOffice) -> OutOfOffice:
        """Replaces the whole setting: what is left out is gone.

        Operation: putUserOutofoffice. Another's is `Forbidden` (outofoffice.update.error), whatever one's rights.
        """
        body: dict[str, bool | str] = {"active": setting.active, "indefinite": setting.indefinite}
        dates = {"startDate": setting.start_date, "endDate": setting.end_date}
        body |= {name: _spelled(at) for name, at in dates.items() if at}
        return await self._change(OutOfOffice, "PUT", path("/api/v2/users/{}/outofoffice", user_id), body)


def _spelled(at: datetime) -> str:
    """The API's own form, in UTC to the millisecond."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
