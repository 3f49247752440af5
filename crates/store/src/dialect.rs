//! The few words in which SQLite and PostgreSQL must differ. Everything else is one SQL text for both, with `$1…$n`.

/// Which database stands behind a [`Db`](crate::db::Db); chosen by the URL alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// Ends a `select` whose rows the transaction is going to change. SQLite has one writer and needs no word for it.
    pub fn for_update(self) -> &'static str {
        match self {
            Dialect::Sqlite => "",
            Dialect::Postgres => " for update",
        }
    }

    /// Ends a `select` that claims rows which nobody else holds at this moment.
    pub fn skip_locked(self) -> &'static str {
        match self {
            Dialect::Sqlite => "",
            Dialect::Postgres => " for update skip locked",
        }
    }

    /// A condition on a row whose `position` is a `{position}`: nothing can appear before it any more, so whoever tails
    /// the log by position may pass it.
    ///
    /// On PostgreSQL a position begins with its transaction's number, and transactions below the oldest that still runs
    /// are over; see [`FOUNDATIONS`].
    pub fn settled(self) -> &'static str {
        match self {
            Dialect::Sqlite => "true",
            Dialect::Postgres => "position < valta_settled()",
        }
    }

    /// The database's own clock: microseconds since 1970 in UTC.
    pub fn now_micros(self) -> &'static str {
        match self {
            Dialect::Sqlite => "cast(unixepoch('subsec') * 1000000 as integer)",
            Dialect::Postgres => "cast(extract(epoch from clock_timestamp()) * 1000000 as bigint)",
        }
    }

    /// The words that a migration may use in braces, with what stands for them here.
    pub fn words(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Dialect::Sqlite => &[
                ("{text}", "text"),
                ("{int}", "integer"),
                ("{bool}", "integer"),
                ("{blob}", "blob"),
                ("{position}", "integer primary key"),
                ("{strict}", " strict"),
                // The row stands in the index of its key: one way down instead of two. For rows that are short.
                ("{keyed}", " strict, without rowid"),
            ],
            Dialect::Postgres => &[
                // Ordered by bytes, as SQLite does it, whatever the server's language is.
                ("{text}", "text collate \"C\""),
                ("{int}", "bigint"),
                ("{bool}", "boolean"),
                ("{blob}", "bytea"),
                ("{position}", "bigint primary key default valta_position()"),
                ("{strict}", ""),
                ("{keyed}", ""),
            ],
        }
    }

    /// The text of a migration for this database: words in braces replaced, lines that start with `--sqlite:` or
    /// `--postgres:` opened for the one and left out for the other.
    pub fn render(self, text: &str) -> String {
        let (ours, theirs) = match self {
            Dialect::Sqlite => ("--sqlite:", "--postgres:"),
            Dialect::Postgres => ("--postgres:", "--sqlite:"),
        };
        let mut rendered = String::with_capacity(text.len());
        for line in text.lines() {
            let bare = line.trim_start();
            if bare.starts_with(theirs) {
                continue;
            }
            rendered.push_str(bare.strip_prefix(ours).unwrap_or(line));
            rendered.push('\n');
        }
        for (word, meaning) in self.words() {
            rendered = rendered.replace(word, meaning);
        }
        rendered
    }
}

/// What PostgreSQL needs before the first migration. A sequence will not do for positions: it hands out 5 before 6,
/// but the transaction of 6 may be committed, and read, while that of 5 still runs; and the order of transactions is
/// another order than the order of drawing. So a position is the number of its transaction, then (in the last 16 bits)
/// the event's number in it. `base` keeps positions growing when a dump is restored into a server whose transactions
/// count lower: see [`crate::migrate::continue_positions`].
pub(crate) const FOUNDATIONS: &str = "
create table if not exists valta_positions (base bigint not null);
insert into valta_positions (base)
    select 1 - cast(cast(pg_current_xact_id() as text) as bigint)
    where not exists (select 1 from valta_positions);

create or replace function valta_position() returns bigint language plpgsql volatile as $$
declare
    before text := current_setting('valta.position', true);
    drawn bigint;
begin
    if before is null or before = '' then
        select (cast(cast(pg_current_xact_id() as text) as bigint) + base) << 16 into strict drawn from valta_positions;
    else
        drawn := cast(before as bigint) + 1;
        if drawn & 65535 = 0 then
            raise exception 'more than 65536 events in one transaction';
        end if;
    end if;
    -- In the answer, not by itself: an expression costs a fraction of a statement.
    return cast(set_config('valta.position', cast(drawn as text), true) as bigint);
end $$;

create or replace function valta_settled() returns bigint language sql stable as $$
    select (cast(cast(pg_snapshot_xmin(pg_current_snapshot()) as text) as bigint) + base) << 16 from valta_positions
$$;
";
