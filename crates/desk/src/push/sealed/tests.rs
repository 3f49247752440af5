//! The example of RFC 8291 (section 5 and appendix A), and a browser that has only its own keys.

use p256::{PublicKey, SecretKey};
use ring::{
    aead::AES_128_GCM as CIPHER,
    signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey as Signer},
};

use super::*;

fn of(coded: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(coded).expect("base 64")
}

/// A browser's side: what it keeps to itself, and how it reads what comes.
pub(crate) struct Browser {
    private: SecretKey,
    pub(crate) auth: Vec<u8>,
}

impl Browser {
    pub(crate) fn new() -> Browser {
        let mut bytes = [0; 48];
        SystemRandom::new().fill(&mut bytes).expect("random");
        let private = SecretKey::from_slice(&bytes[..32]).expect("a private key");
        Browser { private, auth: bytes[32..].to_vec() }
    }

    pub(crate) fn public(&self) -> Vec<u8> {
        self.private.public_key().to_uncompressed()
    }

    fn shared(&self, theirs: &[u8]) -> Vec<u8> {
        let theirs = PublicKey::from_sec1_bytes(theirs).expect("a point");
        self.private.diffie_hellman(&theirs).raw_secret_bytes().to_vec()
    }

    /// The words, or nothing where they are not for this browser.
    pub(crate) fn open(&self, body: &[u8]) -> Option<Vec<u8>> {
        let (salt, rest) = body.split_at_checked(16)?;
        let (size, rest) = rest.split_at_checked(4)?;
        assert_eq!(size, RECORD.to_be_bytes());
        let (length, rest) = rest.split_first()?;
        let (ours, record) = rest.split_at_checked(usize::from(*length))?;
        assert!(body.len() <= 4096, "no service need take more");
        let (mut input, mut key, mut nonce) = ([0; 32], [0; 16], [0; 12]);
        derive(&self.auth, &self.shared(ours), &[b"WebPush: info\0", &self.public(), ours], &mut input)
            .ok()?;
        derive(salt, &input, &[b"Content-Encoding: aes128gcm\0"], &mut key).ok()?;
        derive(salt, &input, &[b"Content-Encoding: nonce\0"], &mut nonce).ok()?;
        let key = LessSafeKey::new(UnboundKey::new(&CIPHER, &key).ok()?);
        let mut record = record.to_vec();
        let words = key.open_in_place(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut record).ok()?;
        let end = words.iter().rposition(|byte| *byte != 0)?;
        (words[end] == LAST).then(|| words[..end].to_vec())
    }
}

trait Uncompressed {
    fn to_uncompressed(&self) -> Vec<u8>;
}

impl Uncompressed for PublicKey {
    fn to_uncompressed(&self) -> Vec<u8> {
        use p256::elliptic_curve::sec1::ToSec1Point as _;
        self.to_sec1_point(false).as_bytes().to_vec()
    }
}

const WORDS: &[u8] = b"When I grow up, I want to be a watermelon";
const BODY: &str = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

/// The browser of the example.
fn example() -> Browser {
    let private = SecretKey::from_slice(&of("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"));
    Browser { private: private.expect("a private key"), auth: of("BTBZMqHH6r4Tts7J_aSIgg") }
}

#[test]
fn the_example_of_the_standard_is_sealed_and_opened_to_the_byte() {
    let ours = SecretKey::from_slice(&of("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")).expect("a key");
    let ours = Browser { private: ours, auth: Vec::new() };
    let browser = example();
    let shared = ours.shared(&browser.public());
    assert_eq!(shared, of("kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs"));
    assert_eq!(shared, browser.shared(&ours.public()));
    let salt = of("DGv6ra1nlYgDCS1FRnbzlw").try_into().expect("16 bytes");
    let record = [WORDS, &[LAST]].concat();
    let body = sealed(&shared, (&browser.public(), &ours.public()), &browser.auth, salt, record);
    assert_eq!(URL_SAFE_NO_PAD.encode(body.expect("sealed")), BODY);
    assert_eq!(browser.open(&of(BODY)).as_deref(), Some(WORDS));
}

#[test]
fn what_is_sealed_is_read_by_its_browser_alone() {
    let (browser, other) = (Browser::new(), Browser::new());
    let seal = |words: &[u8]| seal(&browser.public(), &browser.auth, words).expect("sealed");
    for words in ["", "Lupaus lähestyy", &"x".repeat(3000)] {
        let body = seal(words.as_bytes());
        assert_eq!(browser.open(&body).as_deref(), Some(words.as_bytes()));
        assert_eq!(other.open(&body), None);
        let mut changed = body.clone();
        *changed.last_mut().expect("a byte") ^= 1;
        assert_eq!(browser.open(&changed), None);
    }
    assert_eq!(seal(b"yes").len(), seal(b"By no means today").len(), "the length tells nothing");
    assert_ne!(seal(b"yes"), seal(b"yes"), "never twice by one key");
}

#[test]
fn what_is_no_key_is_refused() {
    let check = |key: &[u8], auth: &[u8]| {
        assert!(seal(key, auth, WORDS).is_err(), "{key:?} {auth:?}");
    };
    let Browser { auth, .. } = example();
    let public = example().public();
    let mut off_the_curve = public.clone();
    off_the_curve[64] ^= 1;
    check(&off_the_curve, &auth);
    check(&[], &auth);
    check(&public[..64], &auth);
    check(&[&public[..], &[0]].concat(), &auth);
    check(&[0; 65], &auth);
    check(&public, &auth[..15]);
    check(&public, &[]);
}

#[test]
fn a_service_can_tell_which_house_it_is_and_for_how_long() {
    let kept = HouseKey::fresh().expect("a key");
    let key = HouseKey::read(&kept).expect("read");
    assert_eq!(HouseKey::read(&kept).expect("read again").public(), key.public());
    assert!(HouseKey::read(b"garbage").is_none());
    let header = key.authorization("https://push.example", "mailto:us@valta.example", 1_000).expect("signed");
    let (token, public) =
        header.strip_prefix("vapid t=").and_then(|rest| rest.split_once(", k=")).expect("two parts");
    assert_eq!(public, key.public());
    assert_eq!(of(public).len(), 65);
    let (signed, signature) = token.rsplit_once('.').expect("a signature");
    let signer = Signer::new(&ECDSA_P256_SHA256_FIXED, of(public));
    assert!(signer.verify(signed.as_bytes(), &of(signature)).is_ok());
    assert!(signer.verify(b"something else", &of(signature)).is_err());
    let (head, said) = signed.split_once('.').expect("a head");
    assert_eq!(of(head), br#"{"typ":"JWT","alg":"ES256"}"#);
    let said: serde_json::Value = serde_json::from_slice(&of(said)).expect("JSON");
    assert_eq!(
        said,
        serde_json::json!({"aud": "https://push.example", "exp": 44_200, "sub": "mailto:us@valta.example"})
    );
}
