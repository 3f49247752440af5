use super::*;

/// Where it is dark, by the path that is drawn.
fn drawn(markup: &str) -> Vec<(i32, i32)> {
    let path = markup.split("path d=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a path");
    let squares = path.split('M').skip(1).filter_map(|square| square.split('h').next()?.split_once(','));
    squares.map(|(x, y)| (x.parse().expect("x"), y.parse().expect("y"))).collect()
}

#[test]
fn a_code_is_drawn_as_it_was_reckoned_with_room_around_it() {
    let address = "https://apu.revontuli.example/m/abcdefghijklmnopqrstuvwxyz";
    let markup = code(address, "Avaa").into_string();
    let code = QrCode::encode_text(address, QrCodeEcc::Medium).expect("a code");
    let dark = drawn(&markup);
    assert!(dark.iter().all(|(x, y)| code.get_module(x - QUIET, y - QUIET)));
    let all = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
    assert_eq!(dark.len(), all.filter(|(x, y)| code.get_module(*x, *y)).count());
    // The three corners by which a scanner finds it.
    for corner in [(0, 0), (code.size() - 7, 0), (0, code.size() - 7)] {
        assert!(dark.contains(&(corner.0 + QUIET, corner.1 + QUIET)));
    }
    assert!(dark.iter().all(|(x, y)| *x.min(y) >= QUIET && *x.max(y) < code.size() + QUIET));
    assert!(!markup.contains("style="));
}
