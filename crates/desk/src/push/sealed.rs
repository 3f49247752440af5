//! What a push service is handed: words that only the device can read (RFC 8291, `aes128gcm` of RFC 8188), and a token that
//! says which house sends them (VAPID, RFC 8292).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral},
    error::Unspecified,
    hkdf::{self, HKDF_SHA256, KeyType},
    rand::{SecureRandom as _, SystemRandom},
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _},
};

/// Bytes that a device's secret has.
const AUTH: usize = 16;
const SALT: usize = 16;
/// The size of a record as the head tells it; what is sent is one record, and no service has to take more.
const RECORD: u32 = 4096;
/// Words are filled up to a multiple of so many bytes: their length tells less of what they are.
const FILLED: usize = 512;
/// After the words of the last record.
const LAST: u8 = 2;
/// How long (s) a service may believe the token.
const TOKEN_HOLDS: i64 = 12 * 60 * 60;

struct Bytes(usize);

impl KeyType for Bytes {
    fn len(&self) -> usize {
        self.0
    }
}

/// The words for whoever has the private key to this one (65 bytes, uncompressed) and this secret (16 bytes). An error where
/// these are none.
pub(super) fn seal(theirs: &[u8], auth: &[u8], words: &[u8]) -> Result<Vec<u8>, Unspecified> {
    let random = SystemRandom::new();
    let mut salt = [0; SALT];
    random.fill(&mut salt)?;
    let mut record = words.to_vec();
    record.push(LAST);
    record.resize(record.len().next_multiple_of(FILLED), 0);
    let ours = EphemeralPrivateKey::generate(&ECDH_P256, &random)?;
    let public = ours.compute_public_key()?;
    agree_ephemeral(ours, &UnparsedPublicKey::new(&ECDH_P256, theirs), |shared| {
        sealed(shared, (theirs, public.as_ref()), auth, salt, record)
    })?
}

fn sealed(
    shared: &[u8],
    (theirs, ours): (&[u8], &[u8]),
    auth: &[u8],
    salt: [u8; SALT],
    mut record: Vec<u8>,
) -> Result<Vec<u8>, Unspecified> {
    if auth.len() != AUTH {
        return Err(Unspecified);
    }
    let mut input = [0; 32];
    derive(auth, shared, &[b"WebPush: info\0", theirs, ours], &mut input)?;
    let (mut key, mut nonce) = ([0; 16], [0; 12]);
    derive(&salt, &input, &[b"Content-Encoding: aes128gcm\0"], &mut key)?;
    derive(&salt, &input, &[b"Content-Encoding: nonce\0"], &mut nonce)?;
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key)?);
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut record)?;
    let key_bytes = u8::try_from(ours.len()).map_err(|_| Unspecified)?;
    Ok([&salt[..], &RECORD.to_be_bytes(), &[key_bytes], ours, &record].concat())
}

fn derive(salt: &[u8], from: &[u8], info: &[&[u8]], into: &mut [u8]) -> Result<(), Unspecified> {
    let derived = hkdf::Salt::new(HKDF_SHA256, salt).extract(from);
    derived.expand(info, Bytes(into.len()))?.fill(into)
}

/// By which the house says to push services who it is.
pub(crate) struct HouseKey(EcdsaKeyPair);

impl HouseKey {
    /// A new one, as it is kept.
    pub(super) fn fresh() -> Result<Vec<u8>, Unspecified> {
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())?;
        Ok(made.as_ref().to_vec())
    }

    pub(super) fn read(kept: &[u8]) -> Option<HouseKey> {
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, kept, &SystemRandom::new())
            .ok()
            .map(HouseKey)
    }

    /// As a browser is told it: base 64 without `=`.
    pub(super) fn public(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.public_key())
    }

    /// The header by which a service at this origin knows the house, and whom to ask (`mailto:`) where something is wrong.
    pub(super) fn authorization(
        &self,
        origin: &str,
        contact: &str,
        seconds: i64,
    ) -> Result<String, Unspecified> {
        let said = serde_json::json!({"aud": origin, "exp": seconds + TOKEN_HOLDS, "sub": contact});
        let head = URL_SAFE_NO_PAD.encode(br#"{"typ":"JWT","alg":"ES256"}"#);
        let signed = format!("{head}.{}", URL_SAFE_NO_PAD.encode(said.to_string()));
        let signature = self.0.sign(&SystemRandom::new(), signed.as_bytes())?;
        let signature = URL_SAFE_NO_PAD.encode(signature);
        Ok(format!("vapid t={signed}.{signature}, k={}", self.public()))
    }
}

#[cfg(test)]
pub(crate) mod tests;
