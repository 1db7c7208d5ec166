//! A hash that is the same in every build, for keys of locks and fingerprints of content (FNV-1a, 64 bits). It tells
//! changes apart, and is no defence against anybody.

/// The hash of what was written so far.
pub(crate) struct Hash(u64);

impl Hash {
    pub(crate) const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 ^= u64::from(*byte);
            self.0 = self.0.wrapping_mul(0x0100_0000_01b3);
        }
    }

    pub(crate) const fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the list of <http://www.isthe.com/chongo/tech/comp/fnv/>.
    #[test]
    fn the_hash_is_the_published_one() {
        let mut hash = Hash::new();
        hash.write(b"foo");
        hash.write(b"bar");
        assert_eq!(hash.finish(), 0x8594_4171_f739_67e8);
    }
}
