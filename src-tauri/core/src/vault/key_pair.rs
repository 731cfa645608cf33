//! The X25519 key pair of an account or of the recovery code, and the HPKE suite it is used with.

use super::binding::random;
use crate::error::{Code, Error, Result};
use hpke::{Deserializable, Kem as _, Serializable};
use zeroize::Zeroizing;

/// DHKEM(X25519, HKDF-SHA256), RFC 9180 section 7.1.
pub(super) type Kem = hpke::kem::X25519HkdfSha256;
/// HKDF-SHA256, RFC 9180 section 7.2.
pub(super) type Kdf = hpke::kdf::HkdfSha256;
/// ChaCha20-Poly1305, RFC 9180 section 7.3.
pub(super) type Aead = hpke::aead::ChaCha20Poly1305;

/// A private key with its public key; the private key wipes itself on drop.
pub(super) struct KeyPair {
    private: <Kem as hpke::Kem>::PrivateKey,
    public: <Kem as hpke::Kem>::PublicKey,
}

impl KeyPair {
    /// A new key pair.
    ///
    /// # Errors
    /// `Code::Internal` when the system gives no random bytes.
    pub(super) fn random() -> Result<Self> {
        Ok(Self::from_seed(&*random()?))
    }

    /// The key pair that always belongs to this seed (`DeriveKeyPair` of RFC 9180).
    pub(super) fn from_seed(seed: &[u8; 32]) -> Self {
        let (private, public) = Kem::derive_keypair(seed);
        Self { private, public }
    }

    /// The key pair of a stored private key.
    pub(super) fn from_private(bytes: &[u8]) -> Option<Self> {
        let private = <Kem as hpke::Kem>::PrivateKey::from_bytes(bytes).ok()?;
        Some(Self { public: Kem::sk_to_pk(&private), private })
    }

    pub(super) fn public(&self) -> [u8; 32] {
        self.public.to_bytes().into()
    }

    pub(super) fn private(&self) -> &<Kem as hpke::Kem>::PrivateKey {
        &self.private
    }

    pub(super) fn private_bytes(&self) -> Zeroizing<[u8; 32]> {
        let mut bytes = Zeroizing::new([0; 32]);
        self.private.write_exact(bytes.as_mut());
        bytes
    }
}

/// The public key that these bytes stand for.
pub(super) fn public_key(bytes: &[u8; 32]) -> Result<<Kem as hpke::Kem>::PublicKey> {
    <Kem as hpke::Kem>::PublicKey::from_bytes(bytes).map_err(|_| {
        Error::new(
            Code::Damaged,
            "The key ring holds a public key that is none. Restore the office from a backup.",
        )
    })
}
