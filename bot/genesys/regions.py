"""The regions of Genesys Cloud: one domain each, below which the API and the login live."""

#: Domain → name of the region, as `purecloud_region_hosts` of the official Python SDK lists them.
REGIONS = {
    "mypurecloud.com": "us-east-1",
    "use2.us-gov-pure.cloud": "us-east-2",
    "usw2.pure.cloud": "us-west-2",
    "cac1.pure.cloud": "ca-central-1",
    "mxc1.pure.cloud": "mx-central-1",
    "sae1.pure.cloud": "sa-east-1",
    "mypurecloud.ie": "eu-west-1",
    "euw2.pure.cloud": "eu-west-2",
    "mypurecloud.de": "eu-central-1",
    "euc2.pure.cloud": "eu-central-2",
    "edee1.eusc-pure.cloud": "eusc-de-east-1",
    "mec1.pure.cloud": "me-central-1",
    "aps1.pure.cloud": "ap-south-1",
    "mypurecloud.jp": "ap-northeast-1",
    "apne2.pure.cloud": "ap-northeast-2",
    "apne3.pure.cloud": "ap-northeast-3",
    "apse1.pure.cloud": "ap-southeast-1",
    "mypurecloud.com.au": "ap-southeast-2",
}


def api_url(region: str) -> str:
    """Where the Platform API of a region answers; `region` is one of `REGIONS`."""
    return f"https://api.{_known(region)}"


def login_url(region: str) -> str:
    """Where people of a region sign in; `region` is one of `REGIONS`."""
    return f"https://login.{_known(region)}"


def _known(region: str) -> str:
    if region not in REGIONS:
        raise ValueError(f"{region!r} is no Genesys Cloud region; known are {', '.join(REGIONS)}")
    return region
