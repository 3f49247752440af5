//! Believable matters of people who do not exist, for looking at the pages and for checking them.

use jiff::civil::date;
use maud::Markup;
use valta_web::{
    account::{self, Account, Mandate},
    act::{Acts, Closing, Doing, Moment, Owner, Promising, Until, Way, Writing},
    case::{self, Case},
    catch::{self, Catch},
    conversation::{Entry, Filed, Sending, What},
    customer::{self, Card, Identity, Matter, Promise, Remedy},
    layout::Saved,
    login::{self, Login},
    matters::{self, Filter, Matters, Narrowing, Row},
    plain::{CaseState, Channel, Currency, Money, PromiseState, RemedyKind, RemedyState, Timestamp},
    record::{self, Deed, Line, Record},
    remedy::{self, Cost, CostOf, CostPart, Decision, Giving, Helper, Limit, Outcome, Room},
    sent::{self, Mail},
    trouble,
    viewer::{Me, Theme, Viewer},
    words::{Lang, Words, time},
};

/// 21 November 2026, 12:40 in Helsinki.
const NOW: i64 = 1_795_257_600_000_000;
const COMMAND: &str = "01990000-0000-7000-8000-000000000001";

fn ago(minutes: i64) -> Timestamp {
    Timestamp(NOW - minutes * 60_000_000)
}

fn ahead(minutes: i64) -> Timestamp {
    ago(-minutes)
}

pub(crate) fn viewer(lang: Lang, theme: Theme) -> Viewer {
    Viewer {
        words: Words::of(lang),
        zone: time::default_zone(),
        now: Timestamp(NOW),
        theme,
        shortcuts: true,
        me: Some(Me { name: "Ilona Esimerkki".to_owned(), waiting: 3 }),
    }
}

/// Every page by its file name.
pub(crate) fn pages(lang: Lang, theme: Theme) -> Vec<(&'static str, Markup)> {
    let viewer = &viewer(lang, theme);
    let stranger = &Viewer { me: None, ..viewer.clone() };
    let wrong =
        Login { email: "ilona.esimerkki@example.com".to_owned(), wrong: true, onward: "/".to_owned() };
    let saved = Saved { command: COMMAND, says: "7,00 € → Milla Mallikas" };
    vec![
        ("login", login::page(stranger, &Login::default())),
        ("login-wrong", login::page(stranger, &wrong)),
        ("mine", matters::page(viewer, &mine())),
        ("all", matters::page(viewer, &everyones())),
        ("mine-empty", matters::page(viewer, &Matters { rows: vec![], untaken: 0, ..mine() })),
        (
            "found-nothing",
            matters::page(viewer, &Matters { mine: false, rows: vec![], query: "hana".to_owned(), ..mine() }),
        ),
        ("case-breakfast", case::page(viewer, &breakfast(remedy_of(within())), None)),
        (
            "case-breakfast-open",
            case::page(
                viewer,
                &breakfast(Doing::Remedy(Box::new(Giving {
                    amount: String::new(),
                    decision: None,
                    ..giving(within())
                }))),
                None,
            ),
        ),
        ("case-breakfast-reply", case::page(viewer, &breakfast(reply()), None)),
        ("case-breakfast-given", case::page(viewer, &breakfast_given(), Some(saved))),
        ("case-subscription", case::page(viewer, &subscription(), None)),
        (
            "case-subscription-promise",
            case::page(viewer, &Case { acts: acts(2044, Owner::Me, promising()), ..subscription() }, None),
        ),
        (
            "case-subscription-resolve",
            case::page(
                viewer,
                &Case {
                    acts: acts(
                        2044,
                        Owner::Me,
                        Doing::Resolve(Closing { command: COMMAND.to_owned(), promises: 1 }),
                    ),
                    ..subscription()
                },
                None,
            ),
        ),
        (
            "case-subscription-later",
            case::page(
                viewer,
                &Case {
                    acts: acts(
                        2044,
                        Owner::Me,
                        Doing::Later(Until { command: COMMAND.to_owned(), until: moments() }),
                    ),
                    ..subscription()
                },
                None,
            ),
        ),
        ("case-tap", case::page(viewer, &tap(stretch()), None)),
        ("case-tap-escalate", case::page(viewer, &tap(escalate()), None)),
        ("case-tap-forbidden", case::page(viewer, &tap(forbidden()), None)),
        ("decision", remedy::decided(viewer, "/cases/2041", &within())),
        ("decision-stretch", remedy::decided(viewer, "/cases/2041", &stretch())),
        ("record", record::page(viewer, &history())),
        ("new", catch::page(viewer, &Catch { command: COMMAND.to_owned(), ..Catch::default() })),
        ("new-wrong", catch::page(viewer, &new_wrong())),
        ("sent", sent::page(viewer, &mails(), None)),
        ("customer", customer::page(viewer, &card())),
        ("account", account::page(viewer, &account())),
        ("not-found", trouble::not_found(viewer)),
        (
            "refused",
            trouble::refused(
                viewer,
                "Matti Mallikas otti tämän juuri ennen sinua.",
                &[("/cases/2041".to_owned(), "Takaisin asiaan".to_owned())],
            ),
        ),
        ("fault", trouble::fault(viewer, "/cases/2041", "f7k2-9q4d")),
    ]
}

fn new_wrong() -> Catch {
    Catch {
        command: COMMAND.to_owned(),
        channel: Some(Channel::WalkIn),
        name: "Leena Liukonen".to_owned(),
        what: "Haluaisi ottaa vakuutuksen, tuli alas aulaan. Ei löytänyt ketään.".to_owned(),
        reach_error: Some("Puhelin tai sähköposti tarvitaan, jotta hänelle voi vastata.".to_owned()),
        ..Catch::default()
    }
}

fn filters(mine: bool, chosen: Narrowing) -> Vec<Filter> {
    let base = if mine { "/" } else { "/cases" };
    [
        (Narrowing::Everything, "", None),
        (Narrowing::WaitingForUs, "waiting", Some(3)),
        (Narrowing::PromiseSoon, "promise", Some(2)),
        (Narrowing::Untaken, "untaken", Some(2)),
        (Narrowing::WaitingForCustomer, "customer", None),
        (Narrowing::Resolved, "resolved", None),
    ]
    .into_iter()
    .filter(|(of, _, _)| !(mine && *of == Narrowing::Untaken))
    .map(|(of, state, count)| Filter {
        of,
        href: if state.is_empty() { base.to_owned() } else { format!("{base}?state={state}") },
        count,
        chosen: of == chosen,
    })
    .collect()
}

fn row(number: u64, customer: &str, subject: &str, last_words: &str) -> Row {
    Row {
        href: format!("/cases/{number}"),
        number,
        customer: customer.to_owned(),
        subject: subject.to_owned(),
        last_words: last_words.to_owned(),
        from_customer: true,
        channel: Channel::Email,
        state: CaseState::Open,
        waiting_since: Some(ago(12)),
        last_at: ago(12),
        promise_due: None,
        owner: Some(matters::Owner { name: "Ilona Esimerkki".to_owned(), me: true }),
    }
}

fn mine() -> Matters {
    Matters {
        mine: true,
        untaken: 2,
        filters: filters(true, Narrowing::Everything),
        rows: vec![
            Row {
                channel: Channel::Phone,
                waiting_since: Some(ago(205)),
                promise_due: Some(ago(25)),
                ..row(
                    2039,
                    "Teppo Tapani Testinen",
                    "Väärä hana laatikossa, asennus kesken",
                    "Asentaja seisoo tässä ja vesi on poikki. Mitä me nyt tehdään?",
                )
            },
            Row {
                waiting_since: Some(ago(64)),
                promise_due: Some(ahead(50)),
                ..row(
                    2044,
                    "Kalle Keksitty",
                    "Palvelu ei ole toiminut kuukauteen, 7 euroa",
                    "Vastauksenne oli, että palvelu on pääosin toiminut. Minulla se ei ole toiminut päivääkään.",
                )
            },
            Row {
                channel: Channel::Chat,
                waiting_since: Some(ago(3)),
                ..row(
                    2041,
                    "Milla Mallikas",
                    "Tilattu aamiainen ei tullut koneeseen",
                    "Maksoin siitä jo viikko sitten, ja nyt syön kylmää leipää.",
                )
            },
            Row {
                from_customer: false,
                state: CaseState::Waiting,
                waiting_since: None,
                last_at: ago(60 * 27),
                ..row(
                    1998,
                    "Anna Exempelsson",
                    "Alla försäkringar på en faktura",
                    "Hej Anna, jag ordnade det så att bilen kommer på samma faktura.",
                )
            },
        ],
        query: String::new(),
        next: None,
        onward: false,
    }
}

fn everyones() -> Matters {
    let mut rows = mine().rows;
    rows.insert(
        2,
        Row {
            channel: Channel::WalkIn,
            waiting_since: Some(ago(41)),
            owner: None,
            ..row(
                2046,
                "Leena Liukonen",
                "Haluaa ottaa vakuutuksen, odotti aulassa",
                "Soittakaa kun ehditte, olen kaupungilla neljään.",
            )
        },
    );
    rows.push(Row {
        channel: Channel::WebForm,
        waiting_since: None,
        state: CaseState::Resolved,
        last_at: ago(60 * 30),
        owner: Some(matters::Owner { name: "Matti Mallikas".to_owned(), me: false }),
        ..row(1987, "Pirjo Pohjola", "Toimitus postinumeroon 97", "Kiitos! Paketti tuli tänään perille asti.")
    });
    Matters {
        mine: false,
        rows,
        filters: filters(false, Narrowing::Everything),
        next: Some("/cases?cursor=b1".to_owned()),
        ..mine()
    }
}

fn card() -> Card {
    Card {
        href: "/customers/c1".to_owned(),
        new_href: "/cases/new?customer=c1".to_owned(),
        name: "Milla Mallikas".to_owned(),
        since: Some(date(2014, 3, 2)),
        identities: vec![
            Identity {
                channel: Channel::Email,
                value: "milla.mallikas@example.com".to_owned(),
                verified: true,
            },
            Identity { channel: Channel::Phone, value: "+358 40 000 0001".to_owned(), verified: false },
        ],
        arrangements: vec!["Kaikki matkat yhdelle laskulle, kuun lopussa.".to_owned()],
        preferences: vec!["Matkustaa usein koiran kanssa".to_owned()],
        promises: vec![Promise {
            what: "Soitan ja kerron, miten kävi".to_owned(),
            by: "Ilona Esimerkki".to_owned(),
            due: ahead(50),
            state: PromiseState::Due,
        }],
        remedies: vec![
            Remedy {
                kind: RemedyKind::Refund,
                amount: Some(Money::eur(1250)),
                at: ago(60 * 24 * 90),
                state: RemedyState::Executed,
            },
            Remedy {
                kind: RemedyKind::Apology,
                amount: None,
                at: ago(60 * 24 * 200),
                state: RemedyState::Executed,
            },
        ],
        cases: vec![
            Matter {
                href: "/cases/1720".to_owned(),
                number: 1720,
                subject: "Istumapaikan vaihto".to_owned(),
                state: CaseState::Resolved,
                at: ago(60 * 24 * 91),
            },
            Matter {
                href: "/cases/2031".to_owned(),
                number: 2031,
                subject: "Laskun eräpäivä".to_owned(),
                state: CaseState::Waiting,
                at: ago(60 * 24 * 3),
            },
        ],
    }
}

fn entry(minutes: i64, by: &str, what: What) -> Entry {
    Entry { at: ago(minutes), by: by.to_owned(), what }
}

fn heard(minutes: i64, by: &str, channel: Channel, text: &str, filed: Filed) -> Entry {
    entry(minutes, by, What::In { channel, text: text.to_owned(), filed })
}

fn said(minutes: i64, by: &str, channel: Channel, text: &str, sending: Sending) -> Entry {
    entry(minutes, by, What::Out { channel, text: text.to_owned(), sending })
}

fn acts(number: u64, owner: Owner, doing: Doing) -> Acts {
    Acts {
        case: format!("/cases/{number}"),
        state: CaseState::Open,
        owner,
        up_to: Some(Money::eur(5000)),
        doing,
        take_command: COMMAND.to_owned(),
        reopen_command: COMMAND.to_owned(),
    }
}

fn reply() -> Doing {
    Doing::Reply(Writing {
        command: COMMAND.to_owned(),
        text: String::new(),
        error: None,
        ways: vec![Way { channel: Channel::Email, address: "kalle.keksitty@example.com".to_owned() }],
    })
}

fn moments() -> Vec<Moment> {
    [
        ("2026-11-21T13:40", "13.40"),
        ("2026-11-21T16:00", "tänään klo 16.00"),
        ("2026-11-22T12:00", "huomenna klo 12.00"),
    ]
    .map(|(value, says)| Moment { value: value.to_owned(), says: says.to_owned() })
    .into()
}

fn promising() -> Doing {
    Doing::Promise(Promising {
        command: COMMAND.to_owned(),
        what: String::new(),
        error: None,
        until: moments(),
    })
}

fn giving(decision: Decision) -> Giving {
    Giving {
        command: COMMAND.to_owned(),
        kind: decision.kind,
        amount: decision.amount.map_or_else(String::new, |amount| Words::of(Lang::Fi).money_typed(amount)),
        currency: Currency::EUR,
        reason: "Tilattu aamiainen ei tullut koneeseen".to_owned(),
        amount_error: None,
        reason_error: None,
        up_to: Some(Money::eur(5000)),
        decision: Some(decision),
    }
}

fn remedy_of(decision: Decision) -> Doing {
    Doing::Remedy(Box::new(giving(decision)))
}

fn rooms(used_case: i64, used_window: i64) -> Vec<Room> {
    vec![
        Room { limit: Limit::Remedy, used: Money::eur(0), whole: Money::eur(5000) },
        Room { limit: Limit::Case, used: Money::eur(used_case), whole: Money::eur(5000) },
        Room {
            limit: Limit::AgentWindow { days: 30 },
            used: Money::eur(used_window),
            whole: Money::eur(50_000),
        },
    ]
}

fn cost(given: i64) -> Cost {
    let part = |what, figure: &str, measured| CostPart { what, figure: figure.to_owned(), measured };
    Cost {
        now: Money::eur(given + 253),
        route: Money::eur(6_870 + given),
        parts: vec![
            part(CostOf::Given, &Words::of(Lang::Fi).money(Money::eur(given)), None),
            part(CostOf::MinutesNow, "4 min", Some(212)),
            part(CostOf::MinutesRoute, "1 h 25 min", None),
            part(CostOf::HandoversRoute, "2,4 × 6 min", Some(57)),
            part(CostOf::Wage, "38,00 € / h", None),
        ],
    }
}

fn within() -> Decision {
    Decision {
        kind: RemedyKind::Refund,
        amount: Some(Money::eur(700)),
        outcome: Outcome::Within,
        mandate: Some(("Kaikki työntekijät".to_owned(), 3)),
        rooms: rooms(0, 18_350),
        cost: cost(700),
    }
}

fn stretch() -> Decision {
    Decision {
        amount: Some(Money::eur(18_900)),
        outcome: Outcome::Stretch { alone: true },
        rooms: rooms(0, 18_350),
        cost: cost(18_900),
        ..within()
    }
}

fn escalate() -> Decision {
    Decision {
        amount: Some(Money::eur(90_000)),
        outcome: Outcome::Escalate {
            who: vec![
                Helper { id: "a7".to_owned(), name: "Sofia Sample".to_owned(), on_duty: true },
                Helper { id: "a9".to_owned(), name: "Otso Olematon".to_owned(), on_duty: false },
            ],
            answer_by: ahead(120),
        },
        cost: cost(90_000),
        ..within()
    }
}

fn forbidden() -> Decision {
    Decision {
        amount: Some(Money::eur(18_900)),
        outcome: Outcome::Forbidden {
            rule: "raha palautetaan vain sille, joka maksoi".to_owned(),
            say: "Palautus menee aina sille kortille, jolta maksettiin, jotta kukaan muu ei voi saada rahojasi. Voin tehdä sen heti, kun maksaja on mukana.".to_owned(),
        },
        ..within()
    }
}

fn breakfast(doing: Doing) -> Case {
    Case {
        href: "/cases/2041".to_owned(),
        number: 2041,
        subject: "Tilattu aamiainen ei tullut koneeseen".to_owned(),
        state: CaseState::Open,
        waiting_since: Some(ago(3)),
        promise_due: None,
        snoozed_until: None,
        owner: Some("Ilona Esimerkki".to_owned()),
        customer: card(),
        entries: vec![
            heard(22, "Milla Mallikas", Channel::Chat, "Hei! Tilasin aamiaisen nettikaupasta lennolle PL 431, mutta sitä ei ollut koneessa.", Filed::Opened),
            entry(21, "Ilona Esimerkki", What::Deed(Deed::Taken)),
            said(20, "Ilona Esimerkki", Channel::Chat, "Voi ei, olen pahoillani. Katson heti, mitä tapahtui.", Sending::Sent),
            entry(16, "Ilona Esimerkki", What::Note { text: "Tilaus näkyy järjestelmässä, mutta ei tullut catering-listalle. Sama oli eilen lennolla PL 415.".to_owned() }),
            heard(3, "Milla Mallikas", Channel::Chat, "Maksoin siitä jo viikko sitten, ja nyt syön kylmää leipää. Sanoivat, ettei rahaa palauteta, koska vaihtoehto tarjottiin.", Filed::Answer),
        ],
        acts: acts(2041, Owner::Me, doing),
    }
}

fn breakfast_given() -> Case {
    let mut case = breakfast(reply());
    case.entries.push(entry(
        0,
        "Ilona Esimerkki",
        What::Remedy {
            kind: RemedyKind::Refund,
            amount: Some(Money::eur(700)),
            reason: "Tilattu aamiainen ei tullut koneeseen".to_owned(),
            state: RemedyState::Granted,
            stretch: false,
        },
    ));
    case
}

fn subscription() -> Case {
    Case {
        href: "/cases/2044".to_owned(),
        number: 2044,
        subject: "Palvelu ei ole toiminut kuukauteen, 7 euroa".to_owned(),
        promise_due: Some(ahead(50)),
        waiting_since: Some(ago(64)),
        customer: Card {
            name: "Kalle Keksitty".to_owned(),
            identities: vec![Identity {
                channel: Channel::Email,
                value: "kalle.keksitty@example.com".to_owned(),
                verified: true,
            }],
            arrangements: vec![],
            preferences: vec![],
            remedies: vec![],
            cases: vec![],
            ..card()
        },
        entries: vec![
            heard(
                60 * 24 * 2,
                "Kalle Keksitty",
                Channel::Email,
                "Maksan palvelusta 7 euroa kuussa, eikä se ole toiminut marraskuussa lainkaan. Haluaisin kuukauden maksun takaisin.",
                Filed::Opened,
            ),
            said(
                60 * 24 * 2 - 200,
                "Matti Mallikas",
                Channel::Email,
                "Hei, olemme kirjanneet reklamaation ja palaamme asiaan.",
                Sending::Sent,
            ),
            said(
                60 * 26,
                "Matti Mallikas",
                Channel::Email,
                "Hei! Palvelu on pääosin toiminut, joten emme hyvitä maksua.",
                Sending::Sent,
            ),
            heard(
                64,
                "Kalle Keksitty",
                Channel::Email,
                "Vastauksenne oli, että palvelu on pääosin toiminut. Minulla se ei ole toiminut päivääkään.\n\nKalle",
                Filed::Answer,
            ),
            entry(58, "Ilona Esimerkki", What::Deed(Deed::Taken)),
            entry(
                57,
                "Ilona Esimerkki",
                What::Promise {
                    what: "Soitan ja kerron, miten kävi".to_owned(),
                    due: ahead(50),
                    state: PromiseState::Due,
                },
            ),
            said(
                5,
                "Ilona Esimerkki",
                Channel::Email,
                "Hei Kalle, kävin tilisi läpi ja olet oikeassa. Hyvitän marraskuun kokonaan.",
                Sending::Failed {
                    why: "Vastaanottajan postilaatikko on täynnä.".to_owned(),
                    retry: "/contacts/k1/retry".to_owned(),
                },
            ),
            said(
                2,
                "Ilona Esimerkki",
                Channel::Email,
                "Sama viesti vielä toiseen osoitteeseesi.",
                Sending::Uncertain { retry: "/contacts/k2/retry".to_owned() },
            ),
            said(
                0,
                "Ilona Esimerkki",
                Channel::Phone,
                "Soitin ja kerroin hyvityksestä. Oli iloinen.",
                Sending::Spoken,
            ),
        ],
        acts: acts(2044, Owner::Me, reply()),
        ..breakfast(reply())
    }
}

fn tap(decision: Decision) -> Case {
    Case {
        href: "/cases/2039".to_owned(),
        number: 2039,
        subject: "Väärä hana laatikossa, asennus kesken".to_owned(),
        promise_due: Some(ago(25)),
        waiting_since: Some(ago(205)),
        owner: None,
        customer: Card {
            name: "Teppo Tapani Testinen".to_owned(),
            promises: vec![Promise {
                what: "Palaan puoleenpäivään mennessä".to_owned(),
                by: "Matti Mallikas".to_owned(),
                due: ago(25),
                state: PromiseState::Broken,
            }],
            ..card()
        },
        entries: vec![
            heard(
                205,
                "Teppo Tapani Testinen",
                Channel::Phone,
                "Asentaja avasi laatikon ja siellä on väärä hana. Hanan valitsi vaimoni, joka on lennolla.",
                Filed::Opened,
            ),
            heard(180, "Teppo Tapani Testinen", Channel::Email, "Kuva hanasta liitteenä.", Filed::OnlyOpen),
            heard(
                171,
                "Teppo Tapani Testinen",
                Channel::Email,
                "Tilausnumero on 55-0001.",
                Filed::ByHand("Matti Mallikas".to_owned()),
            ),
            heard(
                12,
                "Teppo Tapani Testinen",
                Channel::Phone,
                "Asentaja seisoo tässä ja vesi on poikki. Mitä me nyt tehdään?",
                Filed::Number,
            ),
        ],
        acts: acts(
            2039,
            Owner::Nobody,
            Doing::Remedy(Box::new(Giving {
                reason: "Väärä hana toimitettu".to_owned(),
                ..giving(decision)
            })),
        ),
        ..breakfast(reply())
    }
}

fn history() -> Record {
    let steps: Vec<(i64, &str, Deed)> = vec![
        (22, "Milla Mallikas", Deed::Opened { channel: Channel::Chat }),
        (21, "Ilona Esimerkki", Deed::Taken),
        (20, "Ilona Esimerkki", Deed::Answered { channel: Channel::Chat }),
        (19, "Valta", Deed::AnswerSent),
        (16, "Ilona Esimerkki", Deed::Noted),
        (3, "Milla Mallikas", Deed::Heard { channel: Channel::Chat }),
        (2, "Ilona Esimerkki", Deed::Promised { due: ahead(50) }),
        (2, "Ilona Esimerkki", Deed::Given { kind: RemedyKind::Refund, amount: Some(Money::eur(700)) }),
        (1, "Valta", Deed::Paid { amount: Money::eur(700) }),
        (1, "Ilona Esimerkki", Deed::PromiseKept),
        (0, "Ilona Esimerkki", Deed::Resolved),
    ];
    Record {
        href: "/cases/2041".to_owned(),
        number: 2041,
        subject: "Tilattu aamiainen ei tullut koneeseen".to_owned(),
        lines: (1..)
            .zip(steps)
            .map(|(version, (minutes, by, deed))| Line {
                at: ago(minutes),
                by: by.to_owned(),
                deed,
                version,
                hash: format!("{:08x}", version * 0x9e37_79b9_u64 % 0xffff_ffff),
            })
            .collect(),
        whole: true,
    }
}

fn mails() -> Vec<Mail> {
    let mail = |to: &str, subject: &str, text: &str, minutes, number: u64| Mail {
        to: to.to_owned(),
        subject: subject.to_owned(),
        text: text.to_owned(),
        at: ago(minutes),
        case: Some((number, format!("/cases/{number}"))),
    };
    vec![
        mail(
            "milla.mallikas@example.com",
            "Rahat takaisin: aamiainen lennolla PL 431",
            "Hei Milla,\n\n7,00 € on matkalla takaisin kortillesi. Olen pahoillani, että aamiainen jäi tulematta.\n\nIlona",
            1,
            2041,
        ),
        mail(
            "kalle.keksitty@example.com",
            "Marraskuun maksu hyvitetty [2044]",
            "Hei Kalle,\n\nhyvitin marraskuun kokonaan.\n\nIlona",
            60,
            2044,
        ),
    ]
}

fn account() -> Account {
    Account {
        email: "ilona.esimerkki@example.com".to_owned(),
        keeps_mail: true,
        mandates: vec![Mandate {
            name: "Kaikki työntekijät".to_owned(),
            version: 3,
            kinds: vec![RemedyKind::Refund, RemedyKind::Credit],
            rooms: rooms(0, 18_350).into_iter().filter(|room| room.limit != Limit::Remedy).collect(),
            stretch: Some(Money::eur(15_000)),
            alone: Some(Money::eur(30_000)),
        }],
    }
}
