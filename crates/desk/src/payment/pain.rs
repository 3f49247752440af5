//! A file for the bank: ISO 20022 `pain.001.001.09`, a customer's order of credit transfers. One group for each
//! currency; euros by the SEPA scheme. The remedy's id goes along to the payee's bank and comes back with the
//! statement, so that each transfer is known again.

use std::io;

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};
use valta_domain::{BatchId, Currency, Money, Refusal, Timestamp, iban};
use valta_store::{Fault, views::payment::PayLine};

use super::csv::{decimal, is_unseen};
use crate::{Debtor, No};

const SPACE: &str = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";
/// Letters of a name, and of what the payee reads beside the payment.
const MOST_NAME: usize = 70;
const MOST_REMITTANCE: usize = 140;
/// What the scheme writes where there is nothing to write.
const NOT_PROVIDED: &str = "NOTPROVIDED";
/// Where the house's banking days are.
const ZONE: &str = "Europe/Helsinki";

struct Transfer<'a> {
    line: &'a PayLine,
    amount: Money,
    account: String,
}

/// The file; refused when a payment has no amount or no account that can be paid to.
pub(crate) fn write(
    debtor: &Debtor,
    batch: BatchId,
    at: Timestamp,
    lines: &[PayLine],
) -> Result<Vec<u8>, No> {
    let transfers = lines.iter().map(|line| {
        let account = line.account.as_deref().and_then(iban::read);
        let (amount, account) = line.amount.zip(account).ok_or(Refusal::NothingToExport)?;
        Ok(Transfer { line, amount, account })
    });
    let transfers = transfers.collect::<Result<Vec<Transfer<'_>>, Refusal>>()?;
    if transfers.is_empty() {
        return Err(Refusal::NothingToExport.into());
    }
    let file = document(debtor, batch, at, &transfers);
    file.map_err(|error| Fault::bug(format!("a file for the bank cannot be written: {error}")).into())
}

type Xml = Writer<Vec<u8>>;

fn document(
    debtor: &Debtor,
    batch: BatchId,
    at: Timestamp,
    transfers: &[Transfer<'_>],
) -> io::Result<Vec<u8>> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("Document").with_attribute(("xmlns", SPACE)).write_inner_content(|xml| {
        inside(xml, "CstmrCdtTrfInitn", |xml| {
            inside(xml, "GrpHdr", |xml| {
                text(xml, "MsgId", &batch.0.simple().to_string())?;
                text(xml, "CreDtTm", &created(at))?;
                text(xml, "NbOfTxs", &transfers.len().to_string())?;
                text(xml, "CtrlSum", &sum(transfers))?;
                inside(xml, "InitgPty", |xml| text(xml, "Nm", &sepa(&debtor.name, MOST_NAME)))
            })?;
            let mut currencies: Vec<Currency> =
                transfers.iter().map(|transfer| transfer.amount.currency).collect();
            currencies.sort();
            currencies.dedup();
            for currency in currencies {
                let of = transfers.iter().filter(|transfer| transfer.amount.currency == currency);
                group(xml, debtor, batch, at, currency, &of.collect::<Vec<_>>())?;
            }
            Ok(())
        })
    })?;
    let mut file = xml.into_inner();
    file.push(b'\n');
    Ok(file)
}

fn group(
    xml: &mut Xml,
    debtor: &Debtor,
    batch: BatchId,
    at: Timestamp,
    currency: Currency,
    transfers: &[&Transfer<'_>],
) -> io::Result<()> {
    let euros = currency == Currency::EUR;
    inside(xml, "PmtInf", |xml| {
        text(xml, "PmtInfId", &format!("{currency}{}", batch.0.simple()))?;
        text(xml, "PmtMtd", "TRF")?;
        text(xml, "NbOfTxs", &transfers.len().to_string())?;
        text(xml, "CtrlSum", &sum(transfers.iter().copied()))?;
        if euros {
            inside(xml, "PmtTpInf", |xml| inside(xml, "SvcLvl", |xml| text(xml, "Cd", "SEPA")))?;
        }
        inside(xml, "ReqdExctnDt", |xml| text(xml, "Dt", &day(at)))?;
        inside(xml, "Dbtr", |xml| text(xml, "Nm", &sepa(&debtor.name, MOST_NAME)))?;
        inside(xml, "DbtrAcct", |xml| inside(xml, "Id", |xml| text(xml, "IBAN", &debtor.iban)))?;
        inside(xml, "DbtrAgt", |xml| {
            inside(xml, "FinInstnId", |xml| match &debtor.bic {
                Some(bic) => text(xml, "BICFI", bic),
                None => inside(xml, "Othr", |xml| text(xml, "Id", NOT_PROVIDED)),
            })
        })?;
        if euros {
            text(xml, "ChrgBr", "SLEV")?;
        }
        for transfer in transfers {
            inside(xml, "CdtTrfTxInf", |xml| one(xml, debtor, transfer))?;
        }
        Ok(())
    })
}

fn one(xml: &mut Xml, debtor: &Debtor, transfer: &Transfer<'_>) -> io::Result<()> {
    let Transfer { line, amount, account } = transfer;
    let payee = line.customer.as_ref().map_or("", |(_, name)| name);
    inside(xml, "PmtId", |xml| text(xml, "EndToEndId", &line.remedy.0.simple().to_string()))?;
    inside(xml, "Amt", |xml| {
        let element = xml.create_element("InstdAmt").with_attribute(("Ccy", amount.currency.code()));
        element.write_text_content(BytesText::new(&decimal(*amount))).map(drop)
    })?;
    inside(xml, "Cdtr", |xml| text(xml, "Nm", &sepa(payee, MOST_NAME)))?;
    inside(xml, "CdtrAcct", |xml| inside(xml, "Id", |xml| text(xml, "IBAN", account)))?;
    let says = format!("{}, {}", debtor.name, line.number);
    inside(xml, "RmtInf", |xml| text(xml, "Ustrd", &sepa(&says, MOST_REMITTANCE)))
}

fn inside(xml: &mut Xml, name: &str, content: impl FnOnce(&mut Xml) -> io::Result<()>) -> io::Result<()> {
    xml.create_element(name).write_inner_content(content).map(drop)
}

fn text(xml: &mut Xml, name: &str, content: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(content)).map(drop)
}

/// The sum of the numbers, whatever their currencies: that is how the header wants it.
fn sum<'a, 't: 'a>(transfers: impl IntoIterator<Item = &'a Transfer<'t>>) -> String {
    let amounts: Vec<Money> = transfers.into_iter().map(|transfer| transfer.amount).collect();
    let digits = amounts.iter().map(|amount| amount.currency.digits()).max().unwrap_or(2);
    let sum: i128 = amounts
        .iter()
        .map(|amount| i128::from(amount.minor) * 10_i128.pow(digits - amount.currency.digits()))
        .sum();
    let digits = digits as usize;
    let sum = format!("{sum:0>width$}", width = digits + 1);
    let (whole, rest) = sum.split_at(sum.len() - digits);
    if digits == 0 { whole.to_owned() } else { format!("{whole}.{rest}") }
}

fn created(at: Timestamp) -> String {
    format!("{:.0}", jiff::Timestamp::from_microsecond(at.micros()).unwrap_or_default())
}

fn day(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_microsecond(at.micros()).unwrap_or_default();
    let zone = jiff::tz::TimeZone::get(ZONE).unwrap_or(jiff::tz::TimeZone::UTC);
    at.to_zoned(zone).date().to_string()
}

/// In the letters that every bank of the scheme takes: accents fall off, what has no likeness is a point, and
/// slashes stand neither at the ends nor together.
fn sepa(words: &str, most: usize) -> String {
    let mut plain = String::new();
    for c in words.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '?' | ':' | '(' | ')' | '.' | ',' | '\'' | '+' => {
                plain.push(c);
            }
            '/' if !plain.ends_with('/') => plain.push('/'),
            '/' => {}
            '_' | '\u{2010}'..='\u{2015}' => plain.push('-'),
            '&' => plain.push('+'),
            '"' | '`' | '´' | '\u{2018}'..='\u{201f}' => plain.push('\''),
            c if c.is_whitespace() || c.is_control() => {
                if !plain.ends_with(' ') {
                    plain.push(' ');
                }
            }
            // Accents that stand by themselves, and what is not seen, say nothing alone.
            '\u{300}'..='\u{36f}' | '\u{fe00}'..='\u{fe0f}' => {}
            c if is_unseen(c) => {}
            c => match likeness(c) {
                Some(like) => plain.push_str(like),
                None if plain.ends_with('.') => {}
                None => plain.push('.'),
            },
        }
    }
    let plain: String = plain.trim_matches([' ', '/']).chars().take(most).collect();
    let plain = plain.trim_end_matches([' ', '/']);
    if plain.chars().any(char::is_alphanumeric) { plain.to_owned() } else { NOT_PROVIDED.to_owned() }
}

fn likeness(c: char) -> Option<&'static str> {
    Some(match c {
        'À'..='Å' | 'Ā' | 'Ă' | 'Ą' | 'Ǎ' => "A",
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' => "a",
        'Æ' => "AE",
        'æ' => "ae",
        'Ç' | 'Ć' | 'Ĉ' | 'Ċ' | 'Č' => "C",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'Ď' | 'Đ' | 'Ð' => "D",
        'ď' | 'đ' | 'ð' => "d",
        'È'..='Ë' | 'Ē' | 'Ĕ' | 'Ė' | 'Ę' | 'Ě' => "E",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'Ĝ' | 'Ğ' | 'Ġ' | 'Ģ' => "G",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'Ĥ' | 'Ħ' => "H",
        'ĥ' | 'ħ' => "h",
        'Ì'..='Ï' | 'Ĩ' | 'Ī' | 'Ĭ' | 'Į' | 'İ' => "I",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'Ĵ' => "J",
        'ĵ' => "j",
        'Ķ' => "K",
        'ķ' | 'ĸ' => "k",
        'Ĺ' | 'Ļ' | 'Ľ' | 'Ŀ' | 'Ł' => "L",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'Ñ' | 'Ń' | 'Ņ' | 'Ň' | 'Ŋ' => "N",
        'ñ' | 'ń' | 'ņ' | 'ň' | 'ŋ' => "n",
        'Ò'..='Ö' | 'Ø' | 'Ō' | 'Ŏ' | 'Ő' => "O",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'Œ' => "OE",
        'œ' => "oe",
        'Ŕ' | 'Ŗ' | 'Ř' => "R",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'Ś' | 'Ŝ' | 'Ş' | 'Š' | 'Ș' => "S",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ẞ' => "SS",
        'Ţ' | 'Ť' | 'Ŧ' | 'Ț' => "T",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'Þ' => "TH",
        'þ' => "th",
        'Ù'..='Ü' | 'Ũ' | 'Ū' | 'Ŭ' | 'Ů' | 'Ű' | 'Ų' => "U",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'Ŵ' => "W",
        'ŵ' => "w",
        'Ý' | 'Ŷ' | 'Ÿ' => "Y",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'Ź' | 'Ż' | 'Ž' => "Z",
        'ź' | 'ż' | 'ž' => "z",
        '€' => "EUR",
        _ => return None,
    })
}
