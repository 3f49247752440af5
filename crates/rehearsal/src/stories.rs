//! The stories that are ready to be played: fresh matters with subjects that are found again.

use valta_domain::{Timestamp, contact::Channel, time};

use crate::{
    hours::Hours,
    people::{self, Customer},
    random::Random,
    script::{Act, Head, Script, Step},
};

pub(crate) struct Story {
    pub(crate) number: u8,
    pub(crate) subject: &'static str,
    /// What the customer said or wrote.
    pub(crate) words: &'static str,
    pub(crate) customer: (&'static str, &'static str, &'static str),
    /// What puts it right, in euro cents.
    pub(crate) minor: i64,
    pub(crate) kind: valta_domain::remedy::RemedyKind,
    /// Who plays it, by the place in the staff.
    pub(crate) agent: usize,
    /// Whether the one who plays it opens it by hand.
    pub(crate) by_hand: bool,
    /// What its customer can count on.
    pub(crate) arrangement: Option<&'static str>,
}

/// In the order of their numbers.
pub(crate) const STORIES: &[Story] = &[
    Story {
        number: 1,
        subject: "Aamiainen ei tullut koneeseen",
        words: "Tilasin netistä aamiaisen tälle lennolle ja maksoin 7 euroa. Koneessa tilausta ei näy.",
        customer: ("Ilmi", "Pilvenreuna", "ilmi.pilvenreuna@posti.example"),
        minor: 7_00,
        kind: valta_domain::remedy::RemedyKind::Refund,
        agent: people::ATTENDANT,
        by_hand: true,
        arrangement: None,
    },
    Story {
        number: 2,
        subject: "Seitsemän euron palvelu ei toimi",
        words: "Hei,\n\nMaksan palvelusta 7 euroa kuussa, eikä se ole toiminut tässä kuussa kertaakaan. Edellisellä \
                kerralla vastattiin, että palvelu on pääosin toiminut. Ei ole.\n\nTerveisin Usva Kuukausimaksu",
        customer: ("Usva", "Kuukausimaksu", "usva.kuukausimaksu@posti.example"),
        minor: 7_00,
        kind: valta_domain::remedy::RemedyKind::Credit,
        agent: 0,
        by_hand: false,
        arrangement: Some("Kaikki palvelut yhdellä laskulla, kuun ensimmäisenä päivänä"),
    },
    Story {
        number: 3,
        subject: "Väärä hana kesken asennuksen",
        words: "Laatikossa oli väärä hana, ja asennus on kesken. Valitsijaa ei tavoita enää tähän aikaan. Oikea \
                hana löytyy naapuriliikkeestä, 129 euroa, ja työ valmistuu tänään jos se haetaan nyt.",
        customer: ("Kaarna", "Keittiöremontti", "kaarna.keittioremontti@posti.example"),
        minor: 129_00,
        kind: valta_domain::remedy::RemedyKind::Refund,
        agent: people::INSTALLER,
        by_hand: false,
        arrangement: None,
    },
];

/// Mail that came just now and that nobody has looked at.
const UNREAD: &[(&str, &str, &str, &str, &str)] = &[
    (
        "sv",
        "Tove",
        "Vintergata",
        "Barnstol till bordet i morgon",
        "Hej,\n\nvi kommer till hotellet i morgon med en ettåring. Finns det en barnstol vid frukosten?\n\nMvh Tove",
    ),
    (
        "en",
        "Barnaby",
        "Oakhollow",
        "Left my glasses in seat 14C",
        "Hello,\n\nI left a pair of reading glasses in the seat pocket this morning, seat 14C. Any chance?\n\nBarnaby",
    ),
];

/// How many cases [`add`] adds.
pub(crate) const ADDED: usize = 4;

/// Adds the stories that are not opened by hand, and the unread mail.
pub(crate) fn add(script: &mut Script, now: Timestamp) {
    let hours = Hours::new();
    for story in STORIES.iter().filter(|story| !story.by_hand) {
        let (first, last, email) = story.customer;
        let customer = person(first, last, "fi", email.to_owned());
        let (at, act) = if story.agent == people::INSTALLER {
            let open = Act::Open { channel: Channel::WalkIn, body: story.words.to_owned() };
            (hours.last_evening(now, 19 * 60 + 42), open)
        } else {
            (now.minus(25 * time::MINUTE), Act::Mail(story.words.to_owned()))
        };
        one(script, customer, story.subject, at, story.agent, act);
    }
    for (minutes, (language, first, last, subject, words)) in [41, 12].into_iter().zip(UNREAD) {
        let email = format!("{}.{}@posti.example", first.to_lowercase(), last.to_lowercase());
        let customer = person(first, last, language, email);
        one(script, customer, subject, now.minus(minutes * time::MINUTE), 0, Act::Mail((*words).to_owned()));
    }
    script.steps.sort_by_key(|step| (step.at, step.case));
}

fn person(first: &'static str, last: &'static str, language: &'static str, email: String) -> Customer {
    // The phone is part of how the customer is known; nobody else has this number.
    let number = Random::new(email.len() as u64 + first.len() as u64 * 100).between(9_000, 9_999);
    let phone = Some(format!("+358 40 001 {number}"));
    Customer { first, last, language, email: Some(email), phone, account: None, free_at: None }
}

fn one(script: &mut Script, customer: Customer, subject: &str, at: Timestamp, agent: usize, act: Act) {
    script.customers.push(customer);
    let case = script.cases.len();
    script.cases.push(Head { customer: script.customers.len() - 1, subject: subject.to_owned() });
    script.steps.push(Step { at, case, agent, act });
}
