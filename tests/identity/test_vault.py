"""What is sealed opens with a known key and in its own place, and nowhere else."""

import pytest

from bot.identity.vault import Unreadable, Vault

OLD, NEW = b"o" * 32, b"n" * 32


def test_the_first_key_seals_and_every_key_opens() -> None:
    before, after = Vault([OLD]), Vault([NEW, OLD])
    assert after.open(before.seal("secret", "a"), "a") == "secret"
    assert Vault([NEW]).open(after.seal("secret", "a"), "a") == "secret"


def test_a_key_that_was_taken_away_opens_nothing() -> None:
    with pytest.raises(Unreadable, match="TOKEN_KEYS"):
        Vault([NEW]).open(Vault([OLD]).seal("secret", "a"), "a")


@pytest.mark.parametrize("place", [("b",), (), ("a", ""), ("", "a"), ("a", "a")])
def test_a_secret_opens_in_its_own_place_alone(place: tuple[str, ...]) -> None:
    vault = Vault([OLD])
    with pytest.raises(Unreadable):
        vault.open(vault.seal("secret", "a"), *place)


def test_parts_of_a_place_do_not_run_into_each_other() -> None:
    vault = Vault([OLD])
    with pytest.raises(Unreadable):
        vault.open(vault.seal("secret", "ab", "c"), "a", "bc")


def test_every_altered_byte_is_noticed() -> None:
    vault = Vault([OLD])
    sealed = vault.seal("secret", "a")
    for at in range(len(sealed)):
        altered = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(Unreadable):
            vault.open(altered, "a")
    for cut in (b"", sealed[:3], sealed[:10], sealed[:20], sealed[:-1]):
        with pytest.raises(Unreadable):
            vault.open(cut, "a")


def test_the_same_secret_is_never_sealed_the_same_way() -> None:
    vault = Vault([OLD])
    assert len({vault.seal("secret", "a") for _ in range(100)}) == 100


def test_no_key_and_a_short_key_stop_the_start() -> None:
    for keys in ([], [b"short"], [OLD, b"short"]):
        with pytest.raises(ValueError, match="32 bytes"):
            Vault(keys)


def test_a_derived_key_belongs_to_its_purpose() -> None:
    vault = Vault([OLD])
    assert vault.derived("forms") == Vault([OLD, NEW]).derived("forms")
    assert len({vault.derived("forms"), vault.derived("other"), Vault([NEW]).derived("forms"), OLD}) == 4
