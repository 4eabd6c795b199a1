"""Whether Slack still knows the app. After it was taken out of its workspace nothing is sent until it is back."""

import logging

log = logging.getLogger(__name__)

#: What Slack answers to the token of an app that was taken out, or whose token was revoked.
GONE = {"account_inactive", "token_revoked", "token_expired", "invalid_auth", "not_authed"}


class Installation:
    """Known from Slack's events and from its answers; each process finds it out for itself."""

    def __init__(self) -> None:
        self.is_gone = False

    def left(self) -> None:
        if not self.is_gone:
            log.warning(
                "the app is no longer installed in Slack, or its token was revoked: nothing is sent until it is back"
            )
        self.is_gone = True

    def heard(self) -> None:
        """Slack delivers, or takes what is sent: the app is installed."""
        if self.is_gone:
            log.warning("the app is installed in Slack again")
        self.is_gone = False
