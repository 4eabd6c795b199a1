"""The operations of Genesys that rules may be about: those that write."""

#: Of `genesys/operations.json` and, at the end, of its neighbours.
WRITES = frozenset(
    {
        "deleteUser",
        "deleteUserRoles",
        "deleteUserRoutinglanguage",
        "deleteUserRoutingskill",
        "deleteUserStationAssociatedstation",
        "deleteUserStationDefaultstation",
        "patchUser",
        "patchUserCallforwarding",
        "patchUserGeolocation",
        "patchUserQueue",
        "patchUserQueues",
        "patchUserRoutinglanguage",
        "patchUsersBulk",
        "postUserInvite",
        "postUserPassword",
        "postUserRoutinglanguages",
        "postUserRoutingskills",
        "postUsers",
        "postUsersMePassword",
        "putUserCallforwarding",
        "putUserOutofoffice",
        "putUserProfileskills",
        "putUserRoles",
        "putUserRoutingskill",
        "putUserRoutingstatus",
        "putUserStationAssociatedstationStationId",
        "putUserStationDefaultstationStationId",
        "patchUserPresencesPurecloud",
        "postRoutingQueueMembers",
    }
)
#: They are sent with POST, and change nothing all the same.
READING_POSTS = ("postAnalytics", "postUsersSearch")


def writes(operation: str) -> bool:
    """Whether it changes something. A change also names what it reads; policy is not about that."""
    return not operation.startswith(("get", *READING_POSTS))


def names_a_queue(operation: str) -> bool:
    """Whether a rule about queues can be about it."""
    return "Queue" in operation
