//! Pure migrations on PostgreSQL.

use std::time::Duration;

use migration_core::dialect::Dialect;
use migration_core::plan::{Direction, PlannedBody, PlannedMigration, Step};

use super::message::{Message, What, is_plain};
use super::session::{NOTICE_A_DEAD_CLIENT, has_own_sql};
use super::{Executor, Outcome, failed_statement};
use crate::database::{Failure, failure, position};
use crate::error::{DatabaseState, Error, Result};
use crate::fault;

/// How much SQL goes into one message: some hundred migrations. The server reads a message whole before it begins.
const MESSAGE_BYTES: usize = 512 * 1024;

/// The setting that keeps when a transaction began, until its end.
const BEGAN: &str = "migratory.began";

/// How a message ended that did not run to its end.
enum Stopped {
    /// Another runner has run the migration.
    Taken,
    /// The server did not understand the text, so nothing of it ran.
    Unread,
    /// A migration failed.
    Failed(Error),
}

impl Executor<'_> {
    /// Runs the first of these migrations, with as many as can go along. Says how many ran.
    pub(super) async fn postgres(
        &mut self,
        migrations: &[PlannedMigration],
    ) -> (usize, Result<Outcome>) {
        let together = self.how_many_together(migrations);
        if together == 0 {
            return (1, Ok(Outcome::Done));
        }
        match self.send(&migrations[..together]).await {
            Ok(()) => (together, Ok(Outcome::Done)),
            Err(Stopped::Taken) => (together, Ok(Outcome::Taken)),
            Err(Stopped::Failed(error)) => (together, Err(error)),
            // One by one: what comes before the culprit runs, and the culprit is named.
            Err(Stopped::Unread) => {
                for (n, planned) in migrations[..together].iter().enumerate() {
                    match self.send(std::slice::from_ref(planned)).await {
                        Ok(()) => {}
                        Err(Stopped::Taken) => {
                            return (n, Ok(Outcome::Taken));
                        }
                        Err(Stopped::Failed(error)) => return (n, Err(error)),
                        Err(Stopped::Unread) => {
                            let error = Error::from(sqlx::Error::Protocol(
                                "the server did not read a message that it was sent".to_owned(),
                            ));
                            return (n, Err(error.in_migration(planned.id.to_string())));
                        }
                    }
                }
                (together, Ok(Outcome::Done))
            }
        }
    }

    /// How many of the first migrations are one transaction each and fit into one message.
    fn how_many_together(&self, migrations: &[PlannedMigration]) -> usize {
        let (mut count, mut bytes) = (0, 0);
        for planned in migrations {
            if transaction(planned).is_none() {
                break;
            }
            // What may take long goes alone, so that whoever watches hears first of what came before it.
            let alone = self.watched && may_take_long(planned);
            bytes += 1024
                + planned
                    .statements()
                    .map(|statement| 2 * statement.statement.sql.len())
                    .sum::<usize>()
                + planned.down_sql.as_ref().map_or(0, String::len);
            if count > 0 && (alone || bytes > MESSAGE_BYTES) {
                break;
            }
            count += 1;
            if alone {
                break;
            }
        }
        count
    }

    /// Sends migrations of one transaction each as one message.
    async fn send(&mut self, migrations: &[PlannedMigration]) -> Result<(), Stopped> {
        let mut message = Message::new(&self.author.run_id);
        for planned in migrations {
            self.write_transaction(&mut message, planned);
        }
        if fault::is_armed() {
            return self.send_parts(migrations, &message).await;
        }
        let (progress, sent) = self.deliver(&message).await;
        let Err(error) = sent else { return Ok(()) };
        let failure = failure(&error);
        let unread = progress.is_untouched() && failure == Failure::Syntax;
        if unread && migrations.len() > 1 {
            return Err(Stopped::Unread);
        }
        let part = match position(&error) {
            Some(at) if unread => message.part_at(at),
            _ => progress.part(),
        };
        // Without a reply there is no part that failed; then it is the first migration that did not run.
        let (planned, what) = match part {
            Some(part) => (part.migration, Some(part.what)),
            None => (&migrations[0], None),
        };
        self.stopped(planned, what, error).await
    }

    /// The same, part by part, so that there is something between two parts where a fault can strike.
    async fn send_parts(
        &mut self,
        migrations: &[PlannedMigration],
        message: &Message<'_>,
    ) -> Result<(), Stopped> {
        let mut ended = 0;
        let mut statement = 0;
        for (what, sql) in message.parts() {
            let Some(planned) = migrations.get(ended) else {
                break;
            };
            let point = match what {
                What::Begin => "begin",
                What::Claim => "before_insert",
                What::Statement(n) => {
                    statement = n + 1;
                    "statement"
                }
                What::Commit => "before_commit",
                What::Setup | What::Intent(_) | What::Done(_) | What::Record => "",
            };
            fault::point(point, statement)
                .await
                .map_err(Stopped::Failed)?;
            if what == What::Begin {
                self.started(planned);
            }
            if let Err(error) = self.connection.script(sql).await {
                self.stopped(planned, Some(what), error).await?;
            }
            if what == What::Commit {
                self.finished(planned, Duration::ZERO);
                ended += 1;
                fault::point("after_commit", 0)
                    .await
                    .map_err(Stopped::Failed)?;
            }
        }
        Ok(())
    }

    /// What it means that a transaction stopped, after it was rolled back.
    async fn stopped(
        &mut self,
        planned: &PlannedMigration,
        what: Option<What>,
        error: sqlx::Error,
    ) -> Result<(), Stopped> {
        let failure = failure(&error);
        if failure == Failure::Lost {
            return Err(Stopped::Failed(self.failed(
                planned,
                error,
                None,
                DatabaseState::Unknown,
            )));
        }
        // On a connection that is no longer in the transaction this is a mere warning.
        let rolled_back = self.connection.script("ROLLBACK").await;
        if what == Some(What::Claim)
            && matches!(failure, Failure::Duplicate | Failure::DivisionByZero)
        {
            return Err(Stopped::Taken);
        }
        if what == Some(What::Record) && failure == Failure::DivisionByZero {
            return Err(Stopped::Failed(self.rolled_back_by_its_own_sql(planned)));
        }
        let state = match rolled_back {
            Ok(()) if self.ended_its_transaction(planned).await => self.ended_by_its_own_sql(true),
            // The server rolls back what it is told no end of.
            Ok(()) | Err(_) => DatabaseState::RolledBack,
        };
        let statement = match what {
            Some(What::Statement(n)) => planned
                .statements()
                .nth(n)
                .map(|failed| failed_statement(failed, n + 1, planned.statements().count())),
            _ => None,
        };
        let error = self.failed(planned, error, statement, state);
        Err(Stopped::Failed(match what {
            Some(What::Commit) => error.or_help("a deferred constraint is checked at the end"),
            _ => error,
        }))
    }

    /// Whether the user's SQL committed the ledger row before the migration was over.
    async fn ended_its_transaction(&mut self, planned: &PlannedMigration) -> bool {
        let may = planned.statements().any(|statement| {
            !is_plain(&statement.statement.sql)
                || statement
                    .statement
                    .sql
                    .trim()
                    .eq_ignore_ascii_case("commit")
        });
        may && self
            .ledger
            .has_run(self.connection, &planned.id, self.direction)
            .await
            .unwrap_or(false)
    }

    fn write_transaction<'m>(&self, message: &mut Message<'m>, planned: &'m PlannedMigration) {
        message.push(planned, What::Begin, "BEGIN");
        self.write_setup(message, planned);
        message.push(planned, What::Claim, &self.claim(planned));
        for (n, statement) in planned.statements().enumerate() {
            message.push(planned, What::Statement(n), &statement.statement.sql);
        }
        self.write_end(message, planned);
    }

    /// The record, the session as it was before SQL of the user's own, and the commit.
    fn write_end<'m>(&self, message: &mut Message<'m>, planned: &'m PlannedMigration) {
        let own_sql = has_own_sql(planned);
        if own_sql {
            message.push(planned, What::Setup, &self.postgres_role());
        }
        message.push(planned, What::Record, &self.record(planned));
        // Before the commit: the next statement begins the next transaction, by the defaults that are set then.
        if own_sql {
            message.push(planned, What::Setup, "RESET ALL");
            message.push(planned, What::Setup, &self.postgres_path_and_role());
        }
        message.push(planned, What::Commit, "COMMIT");
    }

    fn write_setup<'m>(&self, message: &mut Message<'m>, planned: &'m PlannedMigration) {
        message.push(planned, What::Setup, &self.postgres_setup(&planned.id.name));
    }

    /// Notes when the transaction began: `now()` is the same in all transactions of one message. And a migration may
    /// change the session (what `pg_dump` writes empties the search path); the next one does not see it. The application's
    /// name tells whoever waits what is going on.
    pub(super) fn postgres_setup(&self, running: &str) -> String {
        let name = format!("migratory {running}");
        let name = Dialect::Postgres.string_literal(name.get(..63).unwrap_or(&name));
        let mut setup = format!(
            "SELECT set_config('{BEGAN}', extract(epoch FROM clock_timestamp())::text, true), \
             set_config('application_name', {name}, true), {NOTICE_A_DEAD_CLIENT}"
        );
        for (name, value) in self.limits.postgres() {
            setup += &format!(", set_config('{name}', '{value}', true)");
        }
        if let Some(path) = self.search_path {
            let path = Dialect::Postgres.string_literal(path);
            setup += &format!(", set_config('search_path', {path}, true)");
        }
        setup
    }

    /// Takes the ledger's row, which fails when another runner has taken it: an insert by the unique key, a delete of
    /// nothing by a division by zero.
    pub(super) fn claim(&self, planned: &PlannedMigration) -> String {
        let row = self.ledger_row(planned, None);
        match self.ledger.writes(self.direction) {
            Direction::Up => row,
            Direction::Down => {
                format!("WITH gone AS ({row} RETURNING 1) SELECT 1 / count(*) FROM gone")
            }
        }
    }

    /// Writes down how long the transaction took, and tells it.
    pub(super) fn record(&self, planned: &PlannedMigration) -> String {
        // A migration may reset all settings; then the time of the message has to do.
        let seconds = format!(
            "(extract(epoch FROM clock_timestamp()) - \
             coalesce(nullif(current_setting('{BEGAN}', true), '')::numeric, extract(epoch FROM now())))"
        );
        // SQL of the user's own may have rolled the ledger's row back; nothing is told done that is not recorded.
        match self.ledger.writes(self.direction) {
            Direction::Up => format!(
                "WITH kept AS (UPDATE {} SET duration_ms = {seconds} * 1000 WHERE {} RETURNING 1) \
                 SELECT {seconds}::float8 AS took, 1 / count(*) FROM kept",
                self.ledger.quoted(),
                self.ledger.is(&planned.id)
            ),
            Direction::Down => format!(
                "SELECT {seconds}::float8 AS took, 1 / (1 - count(*)) FROM ({}) kept",
                self.ledger.find(&planned.id)
            ),
        }
    }
}

/// The only step of a migration that is one transaction; one without statements is one too.
fn transaction(planned: &PlannedMigration) -> Option<&[Step]> {
    match &planned.body {
        PlannedBody::Steps(steps) => match steps.as_slice() {
            [] => Some(steps),
            [only] if only.transactional => Some(steps),
            _ => None,
        },
        PlannedBody::Staged(_) | PlannedBody::Data { .. } | PlannedBody::Script(_) => None,
    }
}

/// What rewrites or reads a table, and what nothing is known of.
fn may_take_long(planned: &PlannedMigration) -> bool {
    has_own_sql(planned)
        || planned.statements().any(|statement| {
            let facts = &statement.statement.facts;
            facts.rewrites || facts.scans || !is_plain(&statement.statement.sql)
        })
}
