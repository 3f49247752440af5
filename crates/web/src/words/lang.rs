//! The languages that Valta speaks, and which of them a person wants.

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Lang {
    Fi,
    Sv,
    En,
}

impl Lang {
    pub(crate) const ALL: [Lang; 3] = [Lang::Fi, Lang::Sv, Lang::En];

    pub(crate) const fn code(self) -> &'static str {
        match self {
            Lang::Fi => "fi",
            Lang::Sv => "sv",
            Lang::En => "en",
        }
    }

    /// Its name in itself.
    pub(crate) const fn own_name(self) -> &'static str {
        match self {
            Lang::Fi => "Suomi",
            Lang::Sv => "Svenska",
            Lang::En => "English",
        }
    }

    /// Reads a tag such as `sv` or `sv-FI`.
    pub(crate) fn from_tag(tag: &str) -> Option<Lang> {
        let first = tag.split(['-', '_']).next().unwrap_or_default().trim();
        Lang::ALL.into_iter().find(|lang| lang.code().eq_ignore_ascii_case(first))
    }

    /// What the person chose on their page, else what this device chose, else what the browser asks for.
    pub(crate) fn choose(account: Option<Lang>, cookie: Option<&str>, accept_language: Option<&str>) -> Lang {
        account
            .or_else(|| cookie.and_then(Lang::from_tag))
            .or_else(|| accept_language.and_then(Lang::asked))
            .unwrap_or(Lang::En)
    }

    /// The best of an `Accept-Language` header: highest weight, the first of equals.
    fn asked(header: &str) -> Option<Lang> {
        let mut best: Option<(f32, Lang)> = None;
        for part in header.split(',').take(20) {
            let (tag, weight) = part.split_once(";q=").unwrap_or((part, "1"));
            let weight: f32 = weight.trim().parse().unwrap_or(0.0);
            if let Some(lang) = Lang::from_tag(tag)
                && weight > best.map_or(0.0, |(weight, _)| weight)
            {
                best = Some((weight, lang));
            }
        }
        best.map(|(_, lang)| lang)
    }
}
