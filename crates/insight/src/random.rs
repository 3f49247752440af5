//! Numbers by lot from a seed that is given: the same seed draws the same numbers for ever.

/// SplitMix64 (Steele, Lea and Flood 2014): small, and good enough to draw samples by.
#[derive(Clone, Debug)]
pub struct Lot(u64);

impl Lot {
    pub fn new(seed: u64) -> Lot {
        Lot(seed)
    }

    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// One of `many`, each as likely as the others but for a part in 2^32; nought of nothing.
    #[expect(clippy::cast_possible_truncation, reason = "it is less than `many`")]
    pub fn below(&mut self, many: usize) -> usize {
        ((u128::from(self.draw()) * many as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_draws_the_same_for_ever() {
        // The first numbers of the reference implementation for the seed 1234567.
        let mut lot = Lot::new(1_234_567);
        assert_eq!(
            [lot.draw(), lot.draw(), lot.draw()],
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        );
    }

    #[test]
    fn every_one_is_drawn() {
        let mut lot = Lot::new(1);
        let mut drawn = [0_u32; 5];
        for _ in 0..5_000 {
            drawn[lot.below(5)] += 1;
        }
        assert!(drawn.iter().all(|many| (900..1_100).contains(many)), "{drawn:?}");
        assert_eq!(lot.below(0), 0);
    }
}
