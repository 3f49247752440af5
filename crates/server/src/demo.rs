//! `valta demo`: the product with a sample house, in one command.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use clap::Args;
use serde_json::json;
use valta_calendar::hours;
use valta_desk::{Clock, Desk};
use valta_rehearsal::{Plan, furnish};

use crate::{
    Failed,
    config::{Config, DebtorConfig, Payments},
    say, serve,
};

/// When the sample house serves; the work of its history is done in these hours, too.
fn hours() -> hours::Written {
    hours::Written {
        time_zone: "Europe/Helsinki".into(),
        week: [("mon-fri".into(), "08:00-16:30".into())].into(),
        ..hours::Written::default()
    }
}

#[derive(Args)]
pub(crate) struct Demo {
    /// Print one line of JSON when it is ready, and nothing else.
    #[arg(long)]
    json: bool,
    /// Keep the house here; without it, it is gone when the program stops.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// 0 takes any free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// A PostgreSQL URL instead of the embedded database.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// How many cases have happened already.
    #[arg(long, default_value_t = 400)]
    cases: usize,
    /// The same seed tells the same story.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// An account number that reads as one and is nobody's, so that a file for the bank can be tried.
fn sample_account() -> DebtorConfig {
    DebtorConfig { name: "Revontuli Oy".into(), iban: "FI47 9000 0000 0000 00".into(), bic: None }
}

impl Demo {
    pub(crate) async fn run(self, config: Config) -> Result<(), Failed> {
        let loopback = |port| SocketAddr::from(([127, 0, 0, 1], port));
        // Also a house for a while is a file, so that `verify` and `deliver` can be tried beside it.
        let for_a_while = (self.database.is_none() && self.data.is_none())
            .then(|| std::env::temp_dir().join(format!("valta-demo-{}", valta_desk::fresh_id())));
        let config = Config {
            database: self.place(for_a_while.as_deref())?,
            listen: loopback(self.port),
            lmtp: Some(loopback(0)),
            house: "Revontuli".into(),
            hours: Some(hours()),
            // Whatever is configured here: what a sample house gives leaves nowhere.
            payments: Payments { debtor: Some(sample_account()), ..Payments::default() },
            log: if self.json { "warn".into() } else { config.log.clone() },
            ..config
        };

        let db = config.open()?;
        let house = serve::House::over(&config, db.clone(), Clock::Wall).await?;
        let history = Clock::hand(house.desk.now());
        let past = Desk::new(db, house.desk.settings().clone(), history.clone());
        let plan = Plan { seed: self.seed, cases: self.cases, now: house.desk.now() };
        if !self.json {
            say("Furnishing the sample house…");
        }
        let furnished = furnish(&past, &history, &plan).await?;

        let url = format!("http://localhost:{}", house.address.port());
        if self.json {
            let agents: Vec<_> = furnished
                .agents
                .iter()
                .map(|agent| {
                    json!({
                        "name": agent.name,
                        "email": agent.email,
                        "password": agent.password,
                        "role": agent.role.code(),
                        "token": agent.token,
                    })
                })
                .collect();
            let line = json!({
                "url": url,
                "lmtp": house.lmtp_address.map(|address| address.to_string()),
                "database": config.database,
                "agents": agents,
            });
            say(&line.to_string());
        } else {
            say(&format!(
                "\nValta is open at {url}\n\nSign in as any of these; the password is {}",
                valta_rehearsal::DEMO_PASSWORD
            ));
            for agent in &furnished.agents {
                say(&format!("  {:<34} {:<14} {}", agent.email, agent.role.code(), agent.name));
            }
            if let Some(address) = house.lmtp_address {
                say(&format!("\nMail comes in by LMTP at {address}. Stop with Ctrl-C."));
            }
        }
        let closed = house.run(serve::stop_asked()).await;
        if let Some(folder) = for_a_while {
            let _ = std::fs::remove_dir_all(folder);
        }
        closed
    }

    /// Where the house is kept.
    fn place(&self, for_a_while: Option<&Path>) -> Result<String, Failed> {
        if let Some(url) = &self.database {
            return Ok(url.clone());
        }
        let Some(folder) = self.data.as_deref().or(for_a_while) else {
            return Err(Failed::usage("There is nowhere to keep the house."));
        };
        std::fs::create_dir_all(folder)
            .map_err(|error| Failed::wrong(format!("{} cannot be made: {error}.", folder.display())))?;
        let folder = folder
            .canonicalize()
            .map_err(|error| Failed::wrong(format!("{} cannot be found: {error}.", folder.display())))?;
        Ok(format!("sqlite://{}", folder.join("valta.db").display()))
    }
}
