"""Files that age opens, and age's that we open; and that age and we refuse the same ones."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import subprocess

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.tasking import age, bech32
from hotspot_plugin.core.tasking.agestream import Decrypting, Encrypting, FileKey

OWN, OTHER = age.new_identity(lambda count: bytes(range(count))), age.new_identity()
CHUNK = 65536


def encrypted(plain, *recipients):
    target = io.BytesIO()
    head, key = age.header(age.recipients("\n".join(recipients)))
    target.write(head)
    writer = Encrypting(target, key)
    for start in range(0, len(plain), 50_000):
        writer.write(plain[start : start + 50_000])
    writer.finish()
    return target.getvalue()


def opened(path, *own):
    with path.open("rb") as source:
        reader = Decrypting(source, age.open_header(source, list(own), path.name), path.name)
        parts = []
        while part := reader.read(70_001):
            parts.append(part)
        plain = b"".join(parts)
        assert reader.tell() == reader.size == len(plain)
        return plain


@pytest.fixture
def age_opens(tmp_path):
    """Return a function that has `age -d` decrypt bytes, None where it refuses."""

    def go(data, identity=OWN):
        (tmp_path / "id").write_text(identity.text)
        (tmp_path / "file.age").write_bytes(data)
        ran = subprocess.run(
            ["age", "-d", "-i", "id", "file.age"],
            cwd=tmp_path,
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        return ran.stdout if ran.returncode == 0 else None

    return go


@pytest.fixture
def we_open(tmp_path):
    def go(data, identity=OWN):
        (tmp_path / "ours.age").write_bytes(data)
        try:
            return opened(tmp_path / "ours.age", identity)
        except HotspotError as error:
            assert "\n" not in str(error)  # noqa: PT017 - either outcome is right
            return None

    return go


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 200_001])
def test_age_opens_ours_and_we_open_ages_with_either_of_two_identities(tmp_path, age_opens, we_open, size):
    plain = hashlib.shake_128(b"x").digest(size)
    ours = encrypted(plain, OWN.recipient, OTHER.recipient)
    command = ["age", "-r", OWN.recipient, "-r", OTHER.recipient]
    theirs = subprocess.run(command, input=plain, capture_output=True, check=True).stdout
    for identity in (OWN, OTHER):
        assert age_opens(ours, identity) == plain
        assert we_open(ours, identity) == plain
        assert we_open(theirs, identity) == plain


def test_age_keygen_reads_our_identity_and_we_its(tmp_path):
    (tmp_path / "ours").write_text(OWN.text)
    said = subprocess.run(["age-keygen", "-y", tmp_path / "ours"], capture_output=True, text=True, check=True).stdout
    assert said.strip() == OWN.recipient
    subprocess.run(["age-keygen", "-o", tmp_path / "theirs"], capture_output=True, check=True)
    (identity,) = age.identities(tmp_path / "theirs")
    assert f"# public key: {identity.recipient}\n" in (tmp_path / "theirs").read_text()


# -- hostile files: built apart from the code under test, and judged by age as well ------------------------------------


def derived(secret, salt, info):
    return HKDF(SHA256(), 32, salt, info).derive(secret)


def unpadded(raw):
    return base64.b64encode(raw).rstrip(b"=").decode()


FILE_KEY, NONCE = bytes(range(100, 116)), bytes(range(50, 66))


def stanza(arguments=None, body=None, share=None, file_key=FILE_KEY):
    """An X25519 stanza for OWN, or with something else in it."""
    ephemeral = X25519PrivateKey.from_private_bytes(bytes(range(7, 39)))
    own = bech32.decode(OWN.recipient)[1]
    public = ephemeral.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(own))
    wrapped = ChaCha20Poly1305(derived(shared, public + own, b"age-encryption.org/v1/X25519")).encrypt(
        bytes(12), file_key, None
    )
    arguments = arguments if arguments is not None else f"X25519 {unpadded(share or public)}"
    return f"-> {arguments}\n{body if body is not None else unpadded(wrapped)}\n"


def mac(text, key=FILE_KEY):
    return unpadded(hmac.digest(derived(key, None, b"header"), text.encode(), "sha256"))


def head(*stanzas, intro="age-encryption.org/v1\n", end="--- ", tail="\n"):
    text = intro + "".join(stanzas) + "---"
    return (text[:-3] + end + mac(text) + tail).encode()


def payload(*chunks, lasts=None, numbers=None, nonce=NONCE):
    key = ChaCha20Poly1305(derived(FILE_KEY, nonce, b"payload"))
    lasts = lasts or [*[0] * (len(chunks) - 1), 1]
    numbers = numbers or range(len(chunks))
    sealed = [
        key.encrypt(number.to_bytes(11, "big") + bytes([last]), chunk, None)
        for number, last, chunk in zip(numbers, lasts, chunks, strict=True)
    ]
    return nonce + b"".join(sealed)


FULL, SHORT = b"a" * CHUNK, b"end"
GOOD = head(stanza()) + payload(SHORT)
GREASE = "-> grease-x $!~ " + "y" * 80 + "\n" + "A" * 64 + "\n" + "\n"
BODY = stanza().splitlines()[1]
LOW_ORDER = stanza(share=(1).to_bytes(32, "little"))

RIGHT = {
    "plain": GOOD,
    "empty": head(stanza()) + payload(b""),
    "a stanza of another kind": head(GREASE, stanza()) + payload(SHORT),
    "a stanza of another kind behind": head(stanza(), "-> x\n\n") + payload(SHORT),
    "two chunks": head(stanza()) + payload(FULL, SHORT),
    "a last chunk that is full": head(stanza()) + payload(FULL, FULL),
    "the same recipient twice": head(stanza(), stanza()) + payload(SHORT),
}
WRONG = {
    "nothing": b"",
    "another version": head(stanza(), intro="age-encryption.org/v2\n") + payload(SHORT),
    "header with CR": GOOD.replace(b"\n", b"\r\n", 4),
    "no stanza": head() + payload(SHORT),
    "stanza without argument": head("-> \n\n", stanza()) + payload(SHORT),
    "stanza with two spaces": head("-> a  b\n\n", stanza()) + payload(SHORT),
    "stanza with a control character": head("-> a\x7f\n\n", stanza()) + payload(SHORT),
    "stanza without its empty line": head("-> a\n", "-> b\n\n", stanza()) + payload(SHORT),
    "stanza with a full line and no more": head("-> a\n" + "A" * 64 + "\n", stanza()) + payload(SHORT),
    "stanza with a long line": head("-> a\n" + "A" * 68 + "\n\n", stanza()) + payload(SHORT),
    "stanza with padded base64": head("-> a\nAA==\n", stanza()) + payload(SHORT),
    "stanza with base64 of another way": head("-> a\nAB\n", stanza()) + payload(SHORT),
    "X25519 with a third argument": head(stanza(arguments=stanza().split("\n")[0][3:] + " x")) + payload(SHORT),
    "X25519 without share": head(stanza(arguments="X25519")) + payload(SHORT),
    "X25519 with a short share": head(stanza(share=bytes(31))) + payload(SHORT),
    "X25519 with a long share": head(stanza(share=bytes(33))) + payload(SHORT),
    "X25519 with a share of low order": head(LOW_ORDER) + payload(SHORT),
    "X25519 in small letters": head(stanza().replace("X25519", "x25519")) + payload(SHORT),
    "X25519 with a padded share": head(stanza().replace("\n", "=\n", 1)) + payload(SHORT),
    "X25519 with a long body": head(stanza(body=BODY + "AAAA")) + payload(SHORT),
    "X25519 with a longer file key": head(stanza(file_key=bytes(range(17)))) + payload(SHORT),
    "X25519 with a changed body": head(stanza(body="A" + BODY[1:])) + payload(SHORT),
    "HMAC of another header": head(stanza(), "-> x\n\n").replace(b"-> x", b"-> y") + payload(SHORT),
    "HMAC with one bit changed": GOOD.replace(b"--- ", b"--- A", 1)[: len(GOOD)],
    "HMAC missing": head(stanza()).partition(b"--- ")[0] + b"---\n" + payload(SHORT),
    "HMAC without space": head(stanza(), end="---") + payload(SHORT),
    "HMAC with two spaces": head(stanza(), end="---  ") + payload(SHORT),
    "HMAC with a space behind": head(stanza(), tail=" \n") + payload(SHORT),
    "HMAC padded": head(stanza(), tail="=\n") + payload(SHORT),
    "no payload": head(stanza()),
    "nonce cut off": head(stanza()) + NONCE[:15],
    "no chunk": head(stanza()) + NONCE,
    "chunk shorter than its tag": GOOD[: len(head(stanza())) + 16 + 15],
    "chunk cut off": GOOD[:-1],
    "a byte more": GOOD + b"\0",
    "a whole chunk more": head(stanza()) + payload(SHORT, SHORT, lasts=[1, 1]),
    "last chunk left out": (head(stanza()) + payload(FULL, SHORT))[: len(head(stanza())) + 16 + CHUNK + 16],
    "an empty last chunk": head(stanza()) + payload(FULL, b""),
    "a short chunk before the last": head(stanza()) + payload(SHORT, SHORT),
    "two last chunks": head(stanza()) + payload(FULL, SHORT, lasts=[1, 1]),
    "no last chunk": head(stanza()) + payload(FULL, SHORT, lasts=[0, 0]),
    "chunks in another order": head(stanza()) + payload(FULL, FULL, SHORT, numbers=[1, 0, 2]),
    "a chunk left out": head(stanza()) + payload(FULL, SHORT, numbers=[0, 2]),
    "another nonce": head(stanza()) + bytes(16) + payload(SHORT)[16:],
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_the_format_allows_is_opened_by_age_and_by_us(name, age_opens, we_open):
    assert age_opens(RIGHT[name]) is not None
    assert we_open(RIGHT[name]) == age_opens(RIGHT[name])


@pytest.mark.parametrize("name", WRONG)
def test_what_the_format_forbids_is_refused_by_age_and_by_us(name, age_opens, we_open):
    assert age_opens(WRONG[name]) is None
    assert we_open(WRONG[name]) is None


def test_every_byte_of_a_file_matters(we_open):
    for place in range(len(GOOD)):
        assert we_open(GOOD[:place] + bytes([GOOD[place] ^ 1]) + GOOD[place + 1 :]) is None, place
        assert we_open(GOOD[:place]) is None, f"cut off at {place}"


@given(st.binary(max_size=300))
def test_any_bytes_after_the_first_line_are_refused_in_a_sentence(data):
    with pytest.raises(HotspotError):
        age.open_header(io.BytesIO(age.INTRO + b"\n" + data), [OWN], "x.age")


def test_a_header_without_end_takes_no_memory():
    endless = age.INTRO + b"\n" + b"-> x\n\n" * 2_000_000
    with pytest.raises(HotspotError, match="is not as age writes it"):
        age.open_header(io.BytesIO(endless), [OWN], "x.age")


def test_what_is_encrypted_to_others_says_whom_to_ask_for(tmp_path):
    (tmp_path / "x.age").write_bytes(encrypted(b"x", OTHER.recipient))
    with pytest.raises(HotspotError, match=rf"not encrypted to you: .* ask the sender to add {OWN.recipient}"):
        opened(tmp_path / "x.age", OWN)


def test_a_file_with_a_passphrase_is_refused_with_the_reason(tmp_path):
    text = head("-> scrypt rF0/NwblUHHTpgQgRpe5CQ 10\n" + BODY + "\n")
    with pytest.raises(HotspotError, match="locked with a passphrase and not to recipients"):
        age.open_header(io.BytesIO(text), [OWN], "x.age")


def test_a_passphrase_beside_a_recipient_is_refused_as_the_format_demands(we_open):
    """C2SP, age.md, scrypt: “it MUST be the only stanza”; age 1.1.1 opens such a file all the same."""
    both = head("-> scrypt rF0/NwblUHHTpgQgRpe5CQ 10\n" + BODY + "\n", stanza()) + payload(SHORT)
    assert we_open(both) is None


def test_nothing_is_the_same_in_two_encryptions():
    first, second = encrypted(b"x", OWN.recipient), encrypted(b"x", OWN.recipient)
    assert first.partition(b"--- ")[0] != second.partition(b"--- ")[0]
    assert first[-40:] != second[-40:]


# -- recipients and identities -----------------------------------------------------------------------------------------

# BIP 173, test vectors
BECH32 = [
    "A12UEL5L",
    "a12uel5l",
    "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
    "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
    "?1ezyfcl",
]
NOT_BECH32 = ["A1G7SGD8", "10a06t8", "1qzzfhee", "pzry9x0s0muk", "x1b4n0q5v", "li1dgmt3", "A12uEL5L", "", "1", "a1"]


@pytest.mark.parametrize("text", BECH32)
def test_bech32_reads_the_vectors_of_bip_173(text):
    prefix, data = bech32.decode(text)
    assert bech32.encode(prefix, data) == text.lower()


def test_bech32_gives_the_data_of_bip_173():
    assert bech32.decode(BECH32[3])[1].hex() == "00443214c74254b635cf84653a56d7c675be77df"


@pytest.mark.parametrize("text", NOT_BECH32)
def test_bech32_refuses_the_vectors_of_bip_173(text):
    with pytest.raises(ValueError, match=r"mixes|holds|has a typing error|is not written"):
        bech32.decode(text)


@given(prefix=st.text("abcxyz-", min_size=1, max_size=9), data=st.binary(max_size=40))
def test_bech32_comes_back(prefix, data):
    assert bech32.decode(bech32.encode(prefix, data)) == (prefix, data)


@given(place=st.integers(4, 61), letter=st.sampled_from("qpzry9x8gf2tvdw0s3jn54khce6mua7l"))
def test_one_wrong_letter_in_a_recipient_is_found(place, letter):
    wrong = OWN.recipient[:place] + letter + OWN.recipient[place + 1 :]
    if wrong != OWN.recipient:
        with pytest.raises(HotspotError, match="typing error"):
            age.recipients(wrong)


SECRET = OWN.text.splitlines()[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "RECIPIENTS names no recipient"),
        (" ,\n# age1 comment\n", "RECIPIENTS names no recipient"),
        (SECRET, "Recipient 1 of 1 in RECIPIENTS is a secret identity: give the public half"),
        (f"{OWN.recipient},{SECRET.lower()}", "Recipient 2 of 2 in RECIPIENTS is a secret identity"),
        (OWN.recipient[:-1], "has a typing error or is cut off"),
        (OWN.recipient[:20] + OWN.recipient[20:].upper(), "mixes capitals and small letters"),
        (OWN.recipient.upper(), "of another kind"),
        (OWN.recipient.replace("q", "b"), "holds a character that no key has"),
        (bech32.encode("age1yubikey", bytes(33)), "is for a plugin of age"),
        (bech32.encode("age", bytes(31)), "of another kind"),
        ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5", "is an SSH key"),
        ("correct-horse", "is none: a recipient begins with age1; it is not shown here"),
        ("/nowhere/recipients.txt", "cannot be read"),
    ],
)
def test_a_recipient_that_is_none_is_refused_in_one_sentence_without_secrets(text, said):
    with pytest.raises(HotspotError) as raised:
        age.recipients(text)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)
    assert SECRET[20:40].lower() not in str(raised.value).lower()
    assert "horse" not in str(raised.value)


def test_recipients_come_as_text_or_from_a_file_each_once(tmp_path):
    file = tmp_path / "to whom.txt"
    file.write_text(f"# the desk\r\n{OWN.recipient}\r\n\r\n{OTHER.recipient}\r\n{OWN.recipient}\r\n")
    both = [bech32.decode(identity.recipient)[1] for identity in (OWN, OTHER)]
    assert age.recipients(str(file)) == both
    assert age.recipients(f"{OWN.recipient}, {OTHER.recipient}\n{OWN.recipient}") == both


def test_a_list_that_is_too_long_is_refused_and_not_cut(tmp_path):
    file = tmp_path / "to.txt"
    file.write_text(f"{OWN.recipient}\n" + "# comment\n" * 120_000 + f"{OTHER.recipient}\n")
    with pytest.raises(HotspotError, match=r"to\.txt is larger than any list of recipients"):
        age.recipients(str(file))


def test_a_made_up_recipient_is_refused():
    with pytest.raises(HotspotError, match="Recipient 1 is made up"):
        age.header(age.recipients(bech32.encode("age", bytes(32))))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no identity"),
        (OWN.recipient, "holds a recipient, which can only encrypt"),
        ("age-encryption.org/v1\nxyz", "is itself encrypted"),
        (SECRET[:-1], "Line 1 of id is no identity: it has a typing error"),
        (f"# x\n{SECRET.lower()}", "Line 2 of id is no X25519 identity"),
        (bech32.encode("age-secret-key-", bytes(5)).upper(), "Line 1 of id is no X25519 identity"),
    ],
)
def test_an_identity_that_is_none_is_refused_and_not_shown(tmp_path, text, said):
    (tmp_path / "id").write_text(text)
    with pytest.raises(HotspotError) as raised:
        age.identities(tmp_path / "id")
    assert said in str(raised.value)
    assert SECRET[20:40].lower() not in str(raised.value).lower()


def test_secrets_are_in_no_repr():
    for thing in (OWN, FileKey(FILE_KEY)):
        assert str(OWN.secret) not in repr(thing)
        assert str(FILE_KEY) not in repr(thing)
