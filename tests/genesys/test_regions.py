import pytest

from bot.genesys.regions import REGIONS, api_url, login_url


def test_a_region_has_its_two_hosts():
    assert api_url("mypurecloud.de") == "https://api.mypurecloud.de"
    assert login_url("usw2.pure.cloud") == "https://login.usw2.pure.cloud"
    assert len(REGIONS) == len(set(REGIONS.values())) == 18


@pytest.mark.parametrize("region", ["", "example.com", "mypurecloud.de/x", "MYPURECLOUD.DE"])
def test_no_other_host_is_a_region(region):
    with pytest.raises(ValueError, match="no Genesys Cloud region"):
        api_url(region)
