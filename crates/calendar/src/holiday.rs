//! The holidays of Finland and Sweden: the days on which people there do not work, by law or by custom.
//!
//! By custom are Midsummer Eve and Christmas Eve, and in Sweden New Year's Eve: no law makes them red, and next to nobody
//! works on them. Other eves are half days or fall on Saturdays; a house that keeps one adds it as its own day.

use jiff::{
    ToSpan as _,
    civil::{Date, Weekday, date},
};

/// The first and the last year whose holidays are known.
pub const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Country {
    Finland,
    Sweden,
}

impl Country {
    pub const ALL: [Country; 2] = [Country::Finland, Country::Sweden];

    /// As ISO 3166 has it, in small letters.
    pub const fn code(self) -> &'static str {
        match self {
            Country::Finland => "fi",
            Country::Sweden => "se",
        }
    }

    pub fn from_code(code: &str) -> Option<Country> {
        Country::ALL.into_iter().find(|country| country.code() == code)
    }
}

/// What a day is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Names {
    pub fi: &'static str,
    pub sv: &'static str,
    pub en: &'static str,
}

macro_rules! holidays {
    ($($name:ident = $code:literal, $fi:literal, $sv:literal, $en:literal;)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Holiday { $($name),* }

        impl Holiday {
            pub const ALL: &'static [Holiday] = &[$(Holiday::$name),*];

            pub const fn code(self) -> &'static str {
                match self { $(Holiday::$name => $code),* }
            }

            pub const fn names(self) -> Names {
                match self { $(Holiday::$name => Names { fi: $fi, sv: $sv, en: $en }),* }
            }
        }
    };
}

holidays! {
    NewYear = "new_year", "Uudenvuodenpäivä", "Nyårsdagen", "New Year's Day";
    Epiphany = "epiphany", "Loppiainen", "Trettondagen", "Epiphany";
    GoodFriday = "good_friday", "Pitkäperjantai", "Långfredagen", "Good Friday";
    EasterSunday = "easter_sunday", "Pääsiäispäivä", "Påskdagen", "Easter Sunday";
    EasterMonday = "easter_monday", "Toinen pääsiäispäivä", "Annandag påsk", "Easter Monday";
    MayDay = "may_day", "Vappu", "Första maj", "May Day";
    Ascension = "ascension", "Helatorstai", "Kristi himmelsfärdsdag", "Ascension Day";
    WhitSunday = "whit_sunday", "Helluntaipäivä", "Pingstdagen", "Whit Sunday";
    WhitMonday = "whit_monday", "Toinen helluntaipäivä", "Annandag pingst", "Whit Monday";
    NationalDay = "national_day", "Ruotsin kansallispäivä", "Sveriges nationaldag", "National Day of Sweden";
    MidsummerEve = "midsummer_eve", "Juhannusaatto", "Midsommarafton", "Midsummer Eve";
    MidsummerDay = "midsummer_day", "Juhannuspäivä", "Midsommardagen", "Midsummer Day";
    AllSaints = "all_saints", "Pyhäinpäivä", "Alla helgons dag", "All Saints' Day";
    IndependenceDay = "independence_day", "Itsenäisyyspäivä", "Självständighetsdagen", "Independence Day";
    ChristmasEve = "christmas_eve", "Jouluaatto", "Julafton", "Christmas Eve";
    ChristmasDay = "christmas_day", "Joulupäivä", "Juldagen", "Christmas Day";
    SecondChristmasDay = "second_christmas_day", "Tapaninpäivä", "Annandag jul", "St Stephen's Day";
    NewYearsEve = "new_years_eve", "Uudenvuodenaatto", "Nyårsafton", "New Year's Eve";
}

impl Holiday {
    pub fn from_code(code: &str) -> Option<Holiday> {
        Holiday::ALL.iter().copied().find(|holiday| holiday.code() == code)
    }

    /// The day on which it falls; none where or when it is not kept.
    fn falls(self, country: Country, easter: Date) -> Option<Date> {
        let year = easter.year();
        let from_easter = |days: i32| easter.checked_add(days.days()).ok();
        let day = |month, day| Date::new(year, month, day).ok();
        let sweden = country == Country::Sweden;
        match self {
            Holiday::NewYear => day(1, 1),
            Holiday::Epiphany => day(1, 6),
            Holiday::GoodFriday => from_easter(-2),
            Holiday::EasterSunday => Some(easter),
            Holiday::EasterMonday => from_easter(1),
            Holiday::MayDay => day(5, 1),
            // For the last time Finland kept it on the Saturday before.
            Holiday::Ascension if country == Country::Finland && year == 1990 => from_easter(34),
            Holiday::Ascension => from_easter(39),
            Holiday::WhitSunday => from_easter(49),
            // Sweden gave the one for the other.
            Holiday::WhitMonday => from_easter(50).filter(|_| sweden && year < 2005),
            Holiday::NationalDay => day(6, 6).filter(|_| sweden && year >= 2005),
            Holiday::MidsummerEve => first(Weekday::Friday, day(6, 19)?),
            Holiday::MidsummerDay => first(Weekday::Saturday, day(6, 20)?),
            Holiday::AllSaints => first(Weekday::Saturday, day(10, 31)?),
            Holiday::IndependenceDay => day(12, 6).filter(|_| !sweden),
            Holiday::ChristmasEve => day(12, 24),
            Holiday::ChristmasDay => day(12, 25),
            Holiday::SecondChristmasDay => day(12, 26),
            Holiday::NewYearsEve => day(12, 31).filter(|_| sweden),
        }
    }
}

/// All of a year, in the order of the days; two may share one. Nothing outside [`YEARS`].
pub fn of_year(country: Country, year: i16) -> Vec<(Date, Holiday)> {
    if !YEARS.contains(&year) {
        return Vec::new();
    }
    let easter = easter(year);
    let falls = |holiday: &Holiday| holiday.falls(country, easter).map(|day| (day, *holiday));
    let mut days: Vec<_> = Holiday::ALL.iter().filter_map(falls).collect();
    days.sort();
    days
}

/// What is kept on a day; mostly nothing, seldom two.
pub fn on(country: Country, day: Date) -> impl Iterator<Item = Holiday> {
    let easter = YEARS.contains(&day.year()).then(|| easter(day.year()));
    let falls =
        move |holiday: &Holiday| easter.and_then(|easter| holiday.falls(country, easter)) == Some(day);
    Holiday::ALL.iter().copied().filter(falls)
}

/// The first of this weekday from the day on.
fn first(weekday: Weekday, from: Date) -> Option<Date> {
    from.checked_add(i32::from(from.weekday().until(weekday)).days()).ok()
}

/// Easter Sunday by the Gregorian computus: the Sunday after the full moon of the tables.
fn easter(year: i16) -> Date {
    let year_is = i32::from(year);
    let century = year_is / 100;
    let golden = year_is % 19;
    let epact = (19 * golden + century - century / 4 - (8 * century + 13) / 25 + 15) % 30;
    // The two exceptions that keep the moon's last days within its month.
    let moon = epact - i32::from(epact == 29 || (epact == 28 && golden > 10));
    let weekday = (year_is + year_is / 4 + moon + 2 - century + century / 4) % 7;
    date(year, 3, 28).saturating_add((moon - weekday).days())
}

#[cfg(test)]
mod tests;
