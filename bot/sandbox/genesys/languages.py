"""Routing languages: the organisation's list."""

from typing import Any

from bot.sandbox.genesys.call import Call, Endpoint
from bot.sandbox.genesys.floor import Floor
from bot.sandbox.genesys.paging import paged
from bot.sandbox.genesys.state import Named, User


def language_json(language: Named) -> dict[str, Any]:
    uri = f"/api/v2/routing/languages/{language.id}"
    return {"id": language.id, "name": language.name, "state": "active", "version": "1", "selfUri": uri}


def user_languages_json(floor: Floor, user: User) -> list[dict[str, Any]]:
    return [
        {"id": language, "name": floor.languages[language].name, "proficiency": proficiency, "state": "active"}
        for language, proficiency in user.languages.items()
    ]


def get_routing_languages(call: Call) -> Any:
    name, wanted = call.query.get("name", "").lower(), call.listed("id")
    descending = call.query.get("sortOrder", "ascending").lower().startswith("desc")
    found = [language for language in call.floor.languages.values() if language.name.lower().startswith(name)]
    found = [language for language in found if not wanted or language.id in wanted]
    found.sort(key=lambda language: language.name, reverse=descending)
    return paged(call, found, language_json)


ENDPOINTS = [Endpoint("GET", "/api/v2/routing/languages", "getRoutingLanguages", get_routing_languages)]
