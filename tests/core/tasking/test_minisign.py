"""Signatures that minisign reads, and minisign's that we read; the primitives by the vectors of their RFCs."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspot_plugin.core.errors import CancelledError, HotspotError
from hotspot_plugin.core.tasking import crypto, keys, minisign

# RFC 8032, section 7.1: seed, public key, message, signature
ED25519 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
            "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da0"
            "85ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac1"
            "8ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]


@pytest.mark.parametrize(("seed", "public", "message", "signature"), ED25519)
def test_ed25519_agrees_with_rfc_8032(seed, public, message, signature):
    seed, public, message, signature = map(bytes.fromhex, (seed, public, message, signature))
    assert crypto.ed25519_public(seed) == public
    assert crypto.ed25519_sign(seed, message) == signature
    assert crypto.ed25519_verifies(public, message, signature)
    assert not crypto.ed25519_verifies(public, message + b"x", signature)


def test_x25519_agrees_with_rfc_7748():
    secret = bytes.fromhex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4")
    public = bytes.fromhex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")
    shared = "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"
    assert crypto.x25519_shared(secret, public).hex() == shared
    assert crypto.x25519_shared(secret, bytes(32)) is None, "a point of low order gives no secret"


def test_hkdf_agrees_with_rfc_5869():
    long = crypto.hkdf(b"\x0b" * 22, bytes(range(13)), bytes(range(0xF0, 0xFA)))
    assert long.hex() == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
    assert (
        crypto.hkdf(b"\x0b" * 22, b"", b"").hex() == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
    )


COMMENT = "timestamp:1775000000\tfile:manifest.json\tbundle:00\tsequence:3"
KEY = keys.new_key(lambda count: bytes(range(count)))
OTHER = keys.new_key()


def minisign_says(folder, data, signature, public):
    (folder / "m").write_bytes(data)
    (folder / "m.minisig").write_bytes(signature)
    (folder / "m.pub").write_text(public.text)
    ran = subprocess.run(
        ["minisign", "-Vm", "m", "-p", "m.pub"], cwd=folder, capture_output=True, text=True, check=False
    )
    return ran.returncode == 0, ran.stdout


@pytest.mark.parametrize("data", [b"", b"{}\n", bytes(range(256)) * 999])
def test_minisign_agrees_with_our_signature(tmp_path, data):
    good, said = minisign_says(tmp_path, data, KEY.sign(data, COMMENT), KEY.public)
    assert good
    assert f"Trusted comment: {COMMENT}\n" in said
    assert not minisign_says(tmp_path, data + b" ", KEY.sign(data, COMMENT), KEY.public)[0]
    assert not minisign_says(tmp_path, data, KEY.sign(data, COMMENT), OTHER.public)[0]


@pytest.mark.parametrize(("options", "algorithm"), [(["-l"], b"Ed"), ([], b"ED")])
def test_we_agree_with_minisigns_signature_plain_and_prehashed(tmp_path, options, algorithm):
    subprocess.run(["minisign", "-GWp", "w.pub", "-s", "w.key"], cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "m").write_bytes(b"{}\n")
    sign = ["minisign", "-S", *options, "-s", "w.key", "-m", "m", "-t", "made by the desk"]
    subprocess.run(sign, cwd=tmp_path, check=True, capture_output=True)
    signature = minisign.read_signature((tmp_path / "m.minisig").read_bytes(), "m.minisig")
    public = minisign.read_public((tmp_path / "w.pub").read_text(), "w.pub")
    assert (signature.algorithm, signature.comment) == (algorithm, "made by the desk")
    assert signature.genuine(public, b"{}\n")
    assert not signature.genuine(public, b"{}\r\n")
    assert not signature.genuine(OTHER.public, b"{}\n")
    assert public.text == (tmp_path / "w.pub").read_text()


def genuine(data, signature, public=KEY.public):
    try:
        return minisign.read_signature(signature, "s").genuine(public, data)
    except HotspotError as error:
        assert "\n" not in str(error)  # noqa: PT017 - either outcome is right
        return False


def test_every_byte_of_a_signature_matters_but_for_the_untrusted_comment(tmp_path):
    good = KEY.sign(b"{}\n", COMMENT)
    start = good.index(b"\n") + 1
    assert genuine(b"{}\n", good)
    for place in range(start - 1, len(good)):
        for flip in (1, 0x20):
            changed = good[:place] + bytes([good[place] ^ flip]) + good[place + 1 :]
            assert not genuine(b"{}\n", changed), (place, flip)
        assert not genuine(b"{}\n", good[:place]), f"cut off at {place}"
    assert not genuine(b"{}\n", good + b"\n")
    assert genuine(b"{}\n", good.replace(b"signature by", b"Signature of")), "minisign says so too"
    assert minisign_says(tmp_path, b"{}\n", good.replace(b"signature by", b"Signature of"), KEY.public)[0]


@pytest.mark.parametrize("line", [1, 3])
def test_base64_that_is_written_another_way_is_refused(line):
    """Some bits of the last letter before the padding mean nothing; lax decoders read two texts alike."""
    lines = KEY.sign(b"{}\n", COMMENT).decode().splitlines()
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    bare = lines[line].rstrip("=")
    other = bare[:-1] + letters[letters.index(bare[-1]) + 1] + "=" * (len(lines[line]) - len(bare))
    assert base64.b64decode(other) == base64.b64decode(lines[line])
    changed = [*lines[:line], other, *lines[line + 1 :]]
    assert not genuine(b"{}\n", ("\n".join(changed) + "\n").encode())


def test_every_byte_of_a_public_key_matters():
    line = KEY.public.line
    good = minisign.read_signature(KEY.sign(b"{}\n", COMMENT), "s")
    assert good.genuine(minisign.read_public(line, "k"), b"{}\n")
    for place in range(len(line)):
        other = "B" if line[place] == "A" else "A"
        try:
            public = minisign.read_public(line[:place] + other + line[place + 1 :], "k")
        except HotspotError:
            continue
        assert not good.genuine(public, b"{}\n"), place


def test_a_comment_cannot_be_moved_from_one_signature_to_another():
    first, second = KEY.sign(b"{}\n", "sequence:1"), KEY.sign(b"{ }\n", "sequence:9")
    mixed = first.splitlines()[:2] + second.splitlines()[2:]
    assert not genuine(b"{}\n", b"\n".join(mixed) + b"\n")


@given(st.binary(max_size=200))
def test_any_bytes_as_a_signature_or_key_are_refused_in_a_sentence(data):
    assert not genuine(b"", data)
    with pytest.raises(HotspotError):
        minisign.read_public(data.decode("latin-1"), "k")


def test_a_signature_file_with_windows_line_ends_is_read():
    assert genuine(b"{}\n", KEY.sign(b"{}\n", COMMENT).replace(b"\n", b"\r\n"))


def test_a_fingerprint_is_of_the_whole_key():
    whole = base64.b64decode(KEY.public.line)
    assert KEY.public.fingerprint.replace(" ", "") == hashlib.sha256(whole).hexdigest()[:32]
    assert len(KEY.public.fingerprint.split()) == 8
    assert KEY.public.name == "706050403020100", "little-endian, without zeros before it, as minisign shows it"


# -- keys ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def cheap(monkeypatch):
    """Lock keys with the least that libsodium takes, so that a test does not wait for scrypt."""
    monkeypatch.setattr(keys, "_OPS", 32768)
    monkeypatch.setattr(keys, "_MEMORY", 1 << 24)


def test_minisign_signs_with_a_key_that_we_made(tmp_path):
    """With the real cost of a password."""
    text = keys.written(KEY, "drei Wörter ŵ")
    (tmp_path / "k.key").write_text(text)
    (tmp_path / "k.pub").write_text(KEY.public.text)
    (tmp_path / "m").write_bytes(b"{}\n")
    sign = ["minisign", "-Sm", "m", "-s", "k.key"]
    subprocess.run(sign, cwd=tmp_path, input="drei Wörter ŵ\n", text=True, check=True, capture_output=True)
    ran = subprocess.run(["minisign", "-Vm", "m", "-p", "k.pub"], cwd=tmp_path, capture_output=True, check=False)
    assert ran.returncode == 0
    assert genuine(b"{}\n", (tmp_path / "m.minisig").read_bytes())


# made by `minisign -G` 0.11 with the password “secret one”
THEIRS = """untrusted comment: minisign encrypted secret key
RWRTY0IyzlyMrEoGMHYLLi/IU0jDxygQ9kIL5KmNeafaEOemSPIAAAACAAAAAAAAAEAAAAAAa58tgVIaK07omFvVTmSQZMYk7o6+2a9EKlezzYot4KaM\
q+LwQ/zVI/Ttz4hDWI5Qy7B5CApLDNSfH8uwJE5BozID5j8g955g5OlibJCKGD1+EXlqUQVSXiS2gcJHe9TryQ0lBmQicyE=
"""
THEIR_PUBLIC = """untrusted comment: minisign public key C1A08BFD3FD53EE7
RWTnPtU//YugwT5oYD1ptKnko5sLX6tC9swJHQ+PpteBGibNGptBKRXD
"""


def test_we_sign_with_a_key_that_minisign_made(tmp_path):
    """With minisign's own cost: 1 GB of memory."""
    key = keys.read(THEIRS, "k.key", "secret one")
    assert key.locked
    assert key.public.text == THEIR_PUBLIC
    assert minisign_says(tmp_path, b"{}\n", key.sign(b"{}\n", COMMENT), key.public)[0]


def test_a_key_of_minisigns_without_a_password_is_read_and_says_so(tmp_path):
    subprocess.run(["minisign", "-GWp", "k.pub", "-s", "k.key"], cwd=tmp_path, check=True, capture_output=True)
    text = (tmp_path / "k.key").read_text()
    assert not keys.is_locked(text, "k.key")
    key = keys.read(text, "k.key", None)
    assert not key.locked
    assert key.public.text == (tmp_path / "k.pub").read_text()


# libsodium 1.0.18, pickparams, worked by hand: limits → N, r, p
@pytest.mark.parametrize(
    ("ops", "memory", "cost"),
    [
        (1 << 25, 1 << 30, (1 << 20, 8, 1)),  # SENSITIVE, minisign's
        (1 << 23, 1 << 28, (1 << 18, 8, 1)),  # ours
        (524288, 16777216, (1 << 14, 8, 1)),  # INTERACTIVE
        (0, 1 << 24, (1 << 10, 8, 1)),
        (1 << 24, 1 << 24, (1 << 14, 8, 32)),
    ],
)
def test_libsodiums_limits_mean_these_costs(ops, memory, cost):
    assert keys._cost(ops, memory) == cost


@settings(max_examples=25, deadline=None)
@given(password=st.text(min_size=8, max_size=30), wrong=st.text(max_size=30))
def test_only_its_password_opens_a_key(password, wrong):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "_OPS", 32768)
        patch.setattr(keys, "_MEMORY", 1 << 24)
        text = keys.written(KEY, password)
        assert keys.read(text, "k.key", password) == KEY
        if wrong != password:
            with pytest.raises(HotspotError, match=r"password does not open k\.key: it is wrong"):
                keys.read(text, "k.key", wrong)


def test_every_byte_of_a_secret_key_matters(cheap):
    text = keys.written(KEY, "password")
    start = text.index("\n") + 1
    raw = bytearray(base64.b64decode(text[start:]))
    for place in [*range(38), *range(54, 158, 3)]:
        raw[place] ^= 1
        with pytest.raises(HotspotError):
            keys.read(f"untrusted comment: x\n{base64.b64encode(raw).decode()}\n", "k.key", "password")
        raw[place] ^= 1


def test_a_key_that_asks_for_all_memory_is_refused(cheap):
    raw = bytearray(base64.b64decode(keys.written(KEY, "password").splitlines()[1]))
    raw[38:54] = (1 << 40).to_bytes(8, "little") * 2
    with pytest.raises(HotspotError, match="more memory or time than minisign's"):
        keys.read(f"untrusted comment: x\n{base64.b64encode(raw).decode()}\n", "k.key", "password")


def test_keys_that_are_none_are_told_apart_and_not_shown(cheap):
    secret = keys.written(KEY, "password")
    with pytest.raises(HotspotError, match=r"k\.pub is a public key, which cannot sign"):
        keys.read(KEY.public.text, "k.pub", "password")
    for text in (secret, secret.splitlines()[1]):
        with pytest.raises(HotspotError, match=r"k\.key is a secret key: give the public one") as raised:
            minisign.read_public(text, "k.key")
        assert secret[40:60] not in str(raised.value)
    with pytest.raises(HotspotError, match="is no secret key of minisign's"):
        keys.read("-----BEGIN OPENSSH PRIVATE KEY-----\n", "id", "password")
    with pytest.raises(HotspotError, match="locked with a password, and none is given"):
        keys.read(secret, "k.key", None)
    with pytest.raises(HotspotError, match="has 7 characters: 8 are the least"):
        keys.check_password("seven 7")


def test_secrets_are_in_no_repr():
    for text in (repr(KEY), str(KEY), f"{KEY}"):
        assert str(KEY.seed) not in text
        assert KEY.seed.hex() not in text


def test_cancel_is_heard_while_a_password_is_tried():
    class Stop:
        def at(self, fraction):
            raise CancelledError

    with pytest.raises(CancelledError):
        keys.written(KEY, "password", progress=Stop())


def test_without_the_library_a_step_is_refused_with_what_to_do(monkeypatch):
    for name in [name for name in sys.modules if name.split(".")[0] == "cryptography"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(crypto.MissingLibraryError, match=r"^Signing a package needs the Python library cryptography"):
        crypto.need("Signing a package")


def test_a_library_of_the_wrong_machine_is_refused_too(monkeypatch):
    def broken(name, *rest):
        raise OSError("%1 is not a valid Win32 application")

    monkeypatch.setattr(crypto, "import_module", broken)
    with pytest.raises(crypto.MissingLibraryError, match="OSError"):
        crypto.need("Signing a package")


def test_core_imports_cryptography_nowhere_before_it_is_needed():
    code = (
        "import sys; sys.modules['cryptography'] = None\n"
        "from hotspot_plugin.core.tasking import age, keys, minisign, verify\n"
        "assert 'hotspot_plugin.core.tasking.crypto' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
