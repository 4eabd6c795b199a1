"""Routing skills: the organisation's list."""

from typing import Any

from bot.sandbox.genesys.call import Call, Endpoint
from bot.sandbox.genesys.floor import Floor
from bot.sandbox.genesys.paging import paged
from bot.sandbox.genesys.state import Named, User


def skill_json(skill: Named) -> dict[str, Any]:
    uri = f"/api/v2/routing/skills/{skill.id}"
    return {"id": skill.id, "name": skill.name, "state": "active", "version": "1", "selfUri": uri}


def user_skills_json(floor: Floor, user: User) -> list[dict[str, Any]]:
    return [
        {"id": skill, "name": floor.skills[skill].name, "proficiency": proficiency, "state": "active"}
        for skill, proficiency in user.skills.items()
    ]


def get_routing_skills(call: Call) -> Any:
    """A name is the beginning of one."""
    beginning, wanted = call.query.get("name", "").lower(), call.listed("id")
    found = [skill for skill in call.floor.skills.values() if skill.name.lower().startswith(beginning)]
    found = [skill for skill in found if not wanted or skill.id in wanted]
    return paged(call, found, skill_json)


ENDPOINTS = [Endpoint("GET", "/api/v2/routing/skills", "getRoutingSkills", get_routing_skills)]
