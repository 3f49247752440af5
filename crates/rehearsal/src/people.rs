//! The people of the sample house: staff with names that say what they do, and customers whose surnames
//! nobody bears.

use valta_desk::NewCustomer;
use valta_domain::{Timestamp, agent::Role, iban};

use crate::random::Random;

pub(crate) struct Staff {
    pub(crate) name: &'static str,
    pub(crate) email: &'static str,
    pub(crate) role: Role,
    pub(crate) language: &'static str,
}

const fn staff(name: &'static str, email: &'static str, role: Role, language: &'static str) -> Staff {
    Staff { name, email, role, language }
}

/// Who works at Revontuli. The places of some are named below.
pub(crate) const STAFF: &[Staff] = &[
    staff("Aino Tiski", "aino.tiski@revontuli.example", Role::Agent, "fi"),
    staff("Eero Lankapuhelin", "eero.lankapuhelin@revontuli.example", Role::Agent, "fi"),
    staff("Linnea Telefonlur", "linnea.telefonlur@revontuli.example", Role::Agent, "sv"),
    staff("Noel Frontdesk", "noel.frontdesk@revontuli.example", Role::Agent, "en"),
    staff("Helka Vastuunkanto", "helka.vastuunkanto@revontuli.example", Role::Lead, "fi"),
    staff("Venla Matkustamo", "venla.matkustamo@revontuli.example", Role::Colleague, "fi"),
    staff("Tapio Hanakulma", "tapio.hanakulma@revontuli.example", Role::Colleague, "fi"),
    staff("Oona Tuotekuva", "oona.tuotekuva@revontuli.example", Role::Colleague, "fi"),
    staff("Ilmari Prosessikaavio", "ilmari.prosessikaavio@revontuli.example", Role::ProcessOwner, "fi"),
    staff("Ulla Palvelinhuone", "ulla.palvelinhuone@revontuli.example", Role::Admin, "fi"),
];

pub(crate) const LEAD: usize = 4;
const KEEPER: usize = 9;
/// Who pay what was given: what one of them gave, the other pays.
pub(crate) const PAYERS: [usize; 2] = [LEAD, KEEPER];
pub(crate) const ATTENDANT: usize = 5;
pub(crate) const INSTALLER: usize = 6;
pub(crate) const PRODUCT_MANAGER: usize = 7;

/// The agent who serves a language, by chance where there are several.
pub(crate) fn server_of(random: &mut Random, language: &str) -> usize {
    match language {
        "sv" => 2,
        "en" => 3,
        _ if random.percent(6) => LEAD,
        _ => random.place(3),
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Customer {
    pub(crate) first: &'static str,
    pub(crate) last: &'static str,
    pub(crate) language: &'static str,
    pub(crate) email: Option<String>,
    pub(crate) phone: Option<String>,
    /// An account that the customer has paid from.
    pub(crate) account: Option<String>,
    /// From when on a new matter of theirs is a case of its own; `None` while an earlier one stays open.
    pub(crate) free_at: Option<Timestamp>,
}

impl Customer {
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.first, self.last)
    }

    pub(crate) fn described(&self) -> NewCustomer {
        NewCustomer { name: Some(self.name()), email: self.email.clone(), phone: self.phone.clone() }
    }
}

const FIRST_FI: &[&str] = &[
    "Aino", "Eino", "Helmi", "Onni", "Lumi", "Toivo", "Sanni", "Veikko", "Pihla", "Otso", "Ritva", "Kalevi",
    "Meri", "Ilmo", "Saara", "Arvo", "Tuuli", "Reino", "Kaisa", "Urho", "Alma", "Vilho", "Iida", "Tauno",
    "Senja", "Jalo",
];
const LAST_FI: &[&str] = &[
    "Aamukaste",
    "Tuulenpesä",
    "Marjapuuro",
    "Kuusenkerkkä",
    "Lumikenkä",
    "Sinivuokko",
    "Hilla-aho",
    "Rantakivi-Laine",
    "Pilvilinna",
    "Kanervakangas",
    "Jäälyhty",
    "Saunatonttu",
    "Metsäpolku",
    "Villasukka",
    "Hiutale",
    "Pihakeinu",
    "Koivuhalko",
    "Sateenkaari",
    "Mustikkasuo",
    "Kesäyö",
    "Talvitie-Nokka",
    "Vanamo-Virta",
    "Suolampi",
    "Ruskamaa",
];
const FIRST_SV: &[&str] = &["Maj", "Stig", "Ebba", "Göran", "Tove", "Rurik", "Disa", "Holger"];
const LAST_SV: &[&str] =
    &["Björkdunge", "Havsviken-Ö", "Blåklint", "Smultronstig", "Vintergata", "Lingonskog"];
const FIRST_EN: &[&str] = &["Wren", "Barnaby", "Odette", "Jasper", "Maud", "Fergus", "Ines", "Anselm"];
const LAST_EN: &[&str] =
    &["Fernwhistle", "Puddlewick", "Merrimoor", "Thistlegate", "Oakhollow", "Brindlemere"];

/// Somebody new; `number` makes the addresses theirs alone.
pub(crate) fn customer(random: &mut Random, language: &'static str, number: usize) -> Customer {
    let (firsts, lasts) = match language {
        "sv" => (FIRST_SV, LAST_SV),
        "en" => (FIRST_EN, LAST_EN),
        _ => (FIRST_FI, LAST_FI),
    };
    let first = random.one(firsts).copied().unwrap_or("Alma");
    let last = random.one(lasts).copied().unwrap_or("Hiutale");
    let email = format!("{}.{}{number}@posti.example", plain(first), plain(last));
    let phone = random.percent(60).then(|| format!("+358 40 000 {number:04}"));
    let account = random.percent(25).then(|| account(number)).flatten();
    Customer { first, last, language, email: Some(email), phone, account, free_at: None }
}

/// An account number that reads as one and is nobody's: no Finnish bank's numbers begin with 9.
fn account(number: usize) -> Option<String> {
    (2..=98).find_map(|check| iban::read(&format!("FI{check:02}900000{number:08}")))
}

fn plain(name: &str) -> String {
    name.to_lowercase()
        .chars()
        .filter_map(|letter| match letter {
            'ä' | 'å' => Some('a'),
            'ö' => Some('o'),
            letter => letter.is_ascii_alphanumeric().then_some(letter),
        })
        .collect()
}
