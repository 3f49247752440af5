//! Which addresses are public: everything that the registries (IANA, special purpose) keep for something else is not.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Blocks of IPv4 that are no stranger's: their first address and the bits that are the same in all of them.
const INSIDE_V4: &[([u8; 4], u32)] = &[
    ([0, 0, 0, 0], 8),
    ([10, 0, 0, 0], 8),
    // Shared by a provider's customers.
    ([100, 64, 0, 0], 10),
    ([127, 0, 0, 0], 8),
    // Link-local; clouds tell their secrets at 169.254.169.254.
    ([169, 254, 0, 0], 16),
    ([172, 16, 0, 0], 12),
    ([192, 0, 0, 0], 24),
    ([192, 0, 2, 0], 24),
    ([192, 31, 196, 0], 24),
    ([192, 52, 193, 0], 24),
    ([192, 88, 99, 0], 24),
    ([192, 168, 0, 0], 16),
    ([192, 175, 48, 0], 24),
    ([198, 18, 0, 0], 15),
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    ([224, 0, 0, 0], 4),
    ([240, 0, 0, 0], 4),
];

/// Blocks within 2000::/3, the only part of IPv6 that is given out, that are no stranger's.
const INSIDE_V6: &[([u16; 4], u32)] = &[
    // Protocols' own, Teredo among them.
    ([0x2001, 0, 0, 0], 23),
    ([0x2001, 0xdb8, 0, 0], 32),
    // 6to4 carries an IPv4 address of anybody's.
    ([0x2002, 0, 0, 0], 16),
    ([0x2620, 0x4f, 0x8000, 0], 48),
    ([0x3fff, 0, 0, 0], 20),
];

pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let bits = address.to_bits();
    !INSIDE_V4.iter().any(|(first, length)| {
        let first = Ipv4Addr::from(*first).to_bits();
        (bits ^ first).leading_zeros() >= *length
    })
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    // The translator's block: what counts is where it leads to.
    if let [0x64, 0xff9b, 0, 0, 0, 0, high, low] = address.segments() {
        return is_public_v4(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)));
    }
    let bits = address.to_bits();
    let given_out = bits >> 125 == 0b001;
    let inside = INSIDE_V6.iter().any(|([a, b, c, d], length)| {
        let first = Ipv6Addr::new(*a, *b, *c, *d, 0, 0, 0, 0).to_bits();
        (bits ^ first).leading_zeros() >= *length
    });
    given_out && !inside
}
