use super::*;

#[track_caller]
fn check(typed: &str, read_as: &str) {
    assert_eq!(read(typed).as_deref().unwrap_or("no account number"), read_as, "{typed:?}");
}

#[test]
fn an_account_number_is_read_when_everything_about_it_is_right() {
    check("FI21 1234 5600 0007 85", "FI2112345600000785");
    check("fi2112345600000785", "FI2112345600000785");
    check("SE45 5000 0000 0583 9825 7466", "SE4550000000058398257466");
    check("DE89\u{a0}3704 0044 0532 0130 00", "DE89370400440532013000");
    check("GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432");
    check("NO93 8601 1117 947", "NO9386011117947");
    check("MT84 MALT 0110 0001 2345 MTLC AST0 01S", "MT84MALT011000012345MTLCAST001S");
    check("BR18 0036 0305 0000 1000 9795 493C 1", "BR1800360305000010009795493C1");

    check("", "no account number");
    check("FI", "no account number");
    check("FI2112345600000786", "no account number");
    check("FI2112345600007085", "no account number");
    check("FI21123456000007850", "no account number");
    check("XX2112345600000785", "no account number");
    check("FI21-1234-5600-0007-85", "no account number");
    check("FIAB12345600000785", "no account number");
    check("FI21123456000007٨5", "no account number");
    check("ﬁ2112345600000785", "no account number");
}

#[test]
fn any_one_wrong_digit_and_any_two_turned_round_are_found() {
    let right = "FI2112345600000785";
    for place in 2..right.len() {
        for digit in '0'..='9' {
            let mut wrong: Vec<char> = right.chars().collect();
            if wrong[place] == digit {
                continue;
            }
            wrong[place] = digit;
            check(&wrong.into_iter().collect::<String>(), "no account number");
        }
    }
    for place in 4..right.len() - 1 {
        let mut turned: Vec<char> = right.chars().collect();
        if turned[place] == turned[place + 1] {
            continue;
        }
        turned.swap(place, place + 1);
        check(&turned.into_iter().collect::<String>(), "no account number");
    }
}

#[test]
fn people_read_it_in_fours() {
    assert_eq!(in_fours("FI2112345600000785"), "FI21 1234 5600 0007 85");
    assert_eq!(in_fours(""), "");
}
