//! `valta agent`: people who may sign in, from the command line.

use std::io::BufRead as _;

use clap::{Args, Subcommand};
use valta_desk::{Clock, Desk, NewAgent, PASSWORD_LETTERS};
use valta_domain::{Actor, agent::Role, customer::IdentityKind, token::TokenScope};
use valta_store::account;

use crate::{Failed, config::Config, say};

#[derive(Args)]
pub(crate) struct Agent {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Add a person; the password is read from standard input.
    Add {
        #[arg(long)]
        name: String,
        #[arg(long)]
        email: String,
        /// colleague, agent, lead, process_owner or admin
        #[arg(long, default_value = "agent")]
        role: String,
        /// fi, sv or en
        #[arg(long, default_value = "fi")]
        language: String,
    },
    /// Set a person's password from standard input; signs them out everywhere.
    Password { email: String },
    /// Make a token that acts as this person as far as its scope goes, and print it once.
    Token {
        email: String,
        /// full, read, write, money, decisions, catch or finance
        #[arg(long, default_value = "full")]
        scope: String,
        /// What the token is for.
        #[arg(long, default_value = "command line")]
        name: String,
    },
    /// The person has left: they cannot sign in, their sessions and tokens end.
    Disable { email: String },
}

impl Agent {
    pub(crate) async fn run(self, config: &Config) -> Result<(), Failed> {
        let desk = Desk::new(config.open()?, config.settings("http://localhost".into())?, Clock::Wall);
        desk.set_up().await?;
        match self.what {
            What::Add { name, email, role, language } => {
                let role =
                    Role::from_code(&role).ok_or_else(|| Failed::usage(format!("{role} is not a role.")))?;
                let password = Some(hashed(&desk, read_password()?).await?);
                desk.add_agent(Actor::House, NewAgent { name, email, role, team: None, language, password })
                    .await?;
                say("Added.");
            }
            What::Password { email } => {
                let agent = find(&desk, &email).await?;
                let digest = hashed(&desk, read_password()?).await?;
                desk.set_password(agent, digest).await?;
                say("Set. The person is signed out everywhere.");
            }
            What::Token { email, scope, name } => {
                let scope = TokenScope::from_code(&scope).ok_or_else(|| {
                    let known: Vec<&str> = TokenScope::ALL.iter().map(|scope| scope.code()).collect();
                    Failed::usage(format!(
                        "{scope} is not a scope of tokens. There are: {}.",
                        known.join(", ")
                    ))
                })?;
                let agent = find(&desk, &email).await?;
                say(&desk.add_token(agent, name, scope).await?);
            }
            What::Disable { email } => {
                let agent = find(&desk, &email).await?;
                desk.disable_agent(Actor::House, agent).await?;
                say("Disabled.");
            }
        }
        Ok(())
    }
}

async fn find(desk: &Desk, email: &str) -> Result<valta_domain::AgentId, Failed> {
    let normal = IdentityKind::Email.normal(email);
    let found = match normal {
        Some(normal) => desk.reader().look(move |tx| account::by_email(tx, &normal)).await?,
        None => None,
    };
    found
        .map(|(account, _)| account.agent)
        .ok_or_else(|| Failed::wrong(format!("Nobody signs in as {email}.")))
}

fn read_password() -> Result<String, Failed> {
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|error| Failed::wrong(format!("The password cannot be read: {error}.")))?;
    let password = line.trim_end_matches(['\r', '\n']).to_owned();
    if !PASSWORD_LETTERS.contains(&password.chars().count()) {
        let (least, most) = (PASSWORD_LETTERS.start(), PASSWORD_LETTERS.end());
        return Err(Failed::wrong(format!("A password has {least} to {most} letters.")));
    }
    Ok(password)
}

async fn hashed(desk: &Desk, password: String) -> Result<String, Failed> {
    desk.hash_password(password).await.ok_or_else(|| Failed::wrong("The password cannot be kept."))
}
