//! What the clock asks every second costs nothing when nothing is to be done, on both databases.

use super::*;
use crate::{dialect::Dialect, migrate, schema, testing::each_backend};

#[test]
fn what_was_broken_long_ago_is_not_looked_at_again() {
    each_backend(|db| {
        migrate::migrate(db.db(), schema::MIGRATIONS, migrate::Run::Apply).expect("migrate");
        let plan = db.db().write_blocking(|tx| -> Result<String, Fault> {
            tx.put(
                "insert into promises (id, case_id, what_id, by_agent, due, first_due, channel, made_at, remind_at,
                     broken_at)
                 with recursive n (i) as (select 1 union all select i + 1 from n where i < 2000)
                 select 'p' || i, 'c', 't', 'a', i, i, 'phone', 0, 0, case when i < 1998 then i end from n",
                &[],
            )?;
            tx.put("analyze promises", &[])?;
            assert_eq!(tx.rows(TO_BREAK, params![Timestamp(1999), 9], |row| row.get::<String>(1))?, ["p1998"]);
            let explain = match tx.dialect() {
                Dialect::Sqlite => ("explain query plan", 3),
                Dialect::Postgres => ("explain", 0),
            };
            let lines = tx.rows(&format!("{} {TO_BREAK}", explain.0), params![Timestamp(1999), 9], |row| {
                row.get::<String>(explain.1)
            })?;
            Ok(lines.join("\n"))
        });
        let plan = plan.expect("a plan");
        assert!(plan.contains("promises_to_break") && !plan.to_lowercase().contains("sort"), "{plan}");
    });
}
