//! Proof that what destroys is meant, in proportion to what would be lost.
//!
//! | the database | on a terminal | elsewhere |
//! | --- | --- | --- |
//! | is empty | nothing | nothing |
//! | is stamped, and not production | `fresh` asks y/N | `fresh` wants `--yes` |
//! | has no stamp | `fresh` asks for its name | `fresh` wants `--yes` |
//! | is stamped production | `--allow-env production --database NAME` | the same, and `MIGRATORY_I_KNOW=NAME` |
//!
//! With `--no-input` what would be asked is a mistake on the command line, which names the flag.

use std::io::{BufRead as _, Write as _};

use migration_runtime::{About, CancelHandle, Damage};

use super::Session;
use crate::args::Destroy;
use crate::exit;
use crate::stop::Stop;

/// The variable that says, where nobody can be asked, which production database is meant.
const I_KNOW: &str = "MIGRATORY_I_KNOW";

impl Session<'_> {
    /// Refuses a command that destroys, unless it is proven that it is meant.
    pub(super) async fn guard(
        &self,
        command: &str,
        destroy: &Destroy,
        drops: bool,
    ) -> Result<(), Stop> {
        let damage = self.migrator.damage(self.database).await?;
        let Some(about) = self.output.progress.about() else {
            return Ok(());
        };
        match &about.environment {
            Some(stamp) if stamp.is_production() => {
                self.in_production(command, destroy, &about, &damage)
            }
            _ if !drops || destroy.yes || damage.is_nothing() => Ok(()),
            Some(_) => self.yes_or_no(command, &about, &damage).await,
            None => self.type_the_name(command, &about, &damage).await,
        }
    }

    /// All of it must be said.
    fn in_production(
        &self,
        command: &str,
        destroy: &Destroy,
        about: &About,
        damage: &Damage,
    ) -> Result<(), Stop> {
        let stamp = about.environment.as_ref();
        let environment = stamp.map_or("production", |stamp| stamp.name.as_str());
        let allowed = self.args.global.allow_env.as_deref() == Some(environment)
            && destroy.database.as_deref() == Some(about.database.as_str());
        let known =
            self.output.may_ask() || std::env::var(I_KNOW).is_ok_and(|name| name == about.database);
        if allowed && known {
            return Ok(());
        }
        let what = match stamp {
            Some(stamp) => format!("refused: this database is stamped {stamp}"),
            None => "refused".to_owned(),
        };
        let prefix = match self.output.may_ask() {
            true => String::new(),
            false => format!("{I_KNOW}={} ", about.database),
        };
        let next = format!(
            "if you really mean it: {prefix}{} {command} --allow-env {environment} --database {}",
            self.output.program, about.database
        );
        Err(refused(&what, &next, damage))
    }

    async fn yes_or_no(&self, command: &str, about: &About, damage: &Damage) -> Result<(), Stop> {
        if !self.output.may_ask() {
            return Err(self.wants_yes(command, about, damage));
        }
        let question = format!("  {command} would {damage} in {}; go on? [y/N] ", about.url);
        match self.ask(&question).await?.as_deref() {
            Some("y" | "Y" | "yes") => Ok(()),
            _ => Err(self.wants_yes(command, about, damage)),
        }
    }

    async fn type_the_name(
        &self,
        command: &str,
        about: &About,
        damage: &Damage,
    ) -> Result<(), Stop> {
        if !self.output.may_ask() {
            return Err(self.wants_yes(command, about, damage));
        }
        let question = format!(
            "  {command} would {damage} in {}\n  type the database's name to go on ({}): ",
            about.url, about.database
        );
        match self.ask(&question).await? {
            Some(name) if name == about.database => Ok(()),
            _ => Err(self.wants_yes(command, about, damage)),
        }
    }

    fn wants_yes(&self, command: &str, about: &About, damage: &Damage) -> Stop {
        if self.output.asks_nothing() {
            let what = format!("`{command}` would {damage}, and nobody is to be asked");
            let next = "if you mean it, run the same command again with --yes";
            return Stop::said(exit::USAGE, "MIG-0805", &what, next);
        }
        let what = format!(
            "refused: {} has tables, and `{command}` drops all of them with their rows",
            about.url
        );
        refused(
            &what,
            "if you mean it, run the same command again with --yes",
            damage,
        )
    }
}

fn refused(what: &str, next: &str, damage: &Damage) -> Stop {
    let stop = Stop::said(exit::REFUSED, "MIG-0601", what, next);
    match damage.is_nothing() {
        true => stop,
        false => stop.detail(format!("would {damage}")),
    }
}

impl Session<'_> {
    /// Asks, and answers with the line that was typed.
    pub(super) async fn ask(&self, question: &str) -> Result<Option<String>, Stop> {
        ask(question, &self.migrator.cancel_handle()).await
    }
}

/// Asks, and answers with the line that was typed. A signal ends the question.
pub(super) async fn ask(question: &str, cancel: &CancelHandle) -> Result<Option<String>, Stop> {
    let mut stderr = std::io::stderr();
    let _ = stderr.write_all(question.as_bytes());
    let _ = stderr.flush();
    let (typed, line) = tokio::sync::oneshot::channel();
    // A thread that nobody waits for: reading cannot be broken off, and must not keep the process from its end.
    std::thread::spawn(move || {
        let mut line = String::new();
        let read = std::io::stdin().lock().read_line(&mut line);
        let _ = typed.send(read.ok().map(|_| line.trim().to_owned()));
    });
    tokio::select! {
        line = line => Ok(line.ok().flatten()),
        () = cancel.cancelled() => Err(Stop::said(
            exit::INTERRUPTED,
            "MIG-0303",
            "stopped at the question",
            "run the same command again",
        )),
    }
}
