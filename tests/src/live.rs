//! Histories on live databases: an operation is run, and what is then read back is compared with the state that the
//! operation says (law 3 of architecture.md).

mod between;

pub use between::Between;

use migration_core::dialect::{Dialect, Rebuild, Statement, Target, canonical, lower};
use migration_core::operation::Operation;
use migration_core::schema::SchemaState;
use migratory::Database;
use sqlx::{AnyConnection, AssertSqlSafe, Executor as _};
use tokio::runtime::Runtime;

use crate::difference::difference;
use crate::throwaway::{Server, Throwaway};

/// A database that histories are run on, one after the other.
pub struct Live {
    runtime: Runtime,
    database: Database,
    connection: AnyConnection,
    target: Target,
    _throwaway: Throwaway,
}

/// How far a history got.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Operations that were run and compared.
    pub run: usize,
    /// Those among them that were undone, compared, and run again.
    pub undone: usize,
    /// Those among the undone that are about rows, which were compared as well.
    pub rows_undone: usize,
    /// Those among them that the state can undo, but the database cannot.
    pub refused: usize,
}

impl Counts {
    /// Both together.
    pub fn and(self, other: Self) -> Self {
        Self {
            run: self.run + other.run,
            undone: self.undone + other.undone,
            rows_undone: self.rows_undone + other.rows_undone,
            refused: self.refused + other.refused,
        }
    }
}

impl Live {
    /// An empty database on a server.
    pub fn on(server: &Server) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime can be made");
        let (throwaway, mut connection, database) = runtime.block_on(async {
            let throwaway = server.create("live").await;
            let connection = throwaway.connect().await;
            let database = Database::connect(throwaway.url()).await;
            (throwaway, connection, database.expect("it is there"))
        });
        let target = match server {
            Server::Postgres(_) => Target::postgres(),
            Server::Sqlite => Target::sqlite(),
            Server::Mysql(_) => match runtime.block_on(is_mariadb(&mut connection)) {
                true => Target::mariadb(),
                false => Target::mysql(),
            },
        };
        let mut live = Self {
            runtime,
            database,
            connection,
            target,
            _throwaway: throwaway,
        };
        if *server == Server::Sqlite {
            // A throwaway need not survive a power cut.
            live.sql("PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY")
                .expect("pragmas of the harness");
        }
        live
    }

    /// What the database can do.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Runs a history. Each operation that can be undone is undone and run again; after each step the database is
    /// compared with the state.
    ///
    /// # Errors
    ///
    /// The first statement that fails, or the first difference, with the operation and its SQL.
    pub fn run(&mut self, history: &[Operation]) -> Result<Counts, String> {
        let mut state = SchemaState::new();
        let mut counts = Counts::default();
        for operation in history {
            let before = state.clone();
            let rows_before = self.rows_around(operation, &before);
            self.step("up", operation, &mut state)?;
            counts.run += 1;
            let Ok(undo) = operation.reverse(&before) else {
                continue;
            };
            if !self.takes(&undo, &state) {
                counts.refused += 1;
                continue;
            }
            let mut undone = state.clone();
            for reverse in &undo {
                self.step("down", reverse, &mut undone)
                    .map_err(|error| format!("undoing {operation:?}\n{error}"))?;
            }
            difference(&before, &undone).map_err(|error| format!("{operation:?}: {error}"))?;
            let rows = self.rows_around(operation, &before);
            if rows != rows_before {
                return Err(format!(
                    "{operation:?} undone by {undo:?}: the rows were\n{rows_before:#?}\nand are\n{rows:#?}"
                ));
            }
            counts.rows_undone += usize::from(rows.is_some());
            self.step("up again", operation, &mut undone)?;
            counts.undone += 1;
        }
        Ok(counts)
    }

    /// Runs a history to its end and back again, as far back as it can be undone, and compares the database with the
    /// state at both ends: quicker than [`run`](Self::run), so that more histories can be run.
    ///
    /// # Errors
    ///
    /// The first statement that fails, or the first difference, with all operations that were run.
    pub fn there_and_back(&mut self, history: &[Operation]) -> Result<Counts, String> {
        let mut state = SchemaState::new();
        let mut undo = Vec::new();
        for operation in history {
            let before = state.clone();
            self.apply("up", operation, &mut state)?;
            match operation.reverse(&before) {
                Ok(reverse) => undo.push((reverse, before)),
                Err(_) => undo.clear(),
            }
        }
        let all = |error| format!("{history:#?}\n{error}");
        self.compare(&state).map_err(all)?;
        for operation in undo.iter().rev().flat_map(|(reverse, _)| reverse) {
            self.apply("down", operation, &mut state)?;
        }
        if let Some((_, before)) = undo.first() {
            difference(before, &state).map_err(all)?;
            self.compare(before).map_err(all)?;
        }
        Ok(Counts {
            run: history.len(),
            undone: undo.len(),
            rows_undone: 0,
            refused: 0,
        })
    }

    /// Runs a history, and every statement twice that runs outside of a transaction and brings no probe: after a crash
    /// nobody can tell whether such a one has happened, so it is run again.
    ///
    /// # Errors
    ///
    /// A statement fails, the second time for one; or the database is another than the state then.
    pub fn twice(&mut self, history: &[Operation]) -> Result<Counts, String> {
        let mut state = SchemaState::new();
        let mut again = 0;
        for operation in history {
            let statements = lower(operation, &state, &self.target)
                .map_err(|unsupported| format!("{operation:?}\n{unsupported}"))?;
            (state.apply(operation))
                .map_err(|conflicts| format!("{operation:?}\n{conflicts:?}"))?;
            for statement in &statements {
                let facts = &statement.facts;
                self.sql(&statement.sql)?;
                if !facts.transactional && facts.probe.is_none() && !facts.own_sql {
                    self.sql(&statement.sql)
                        .map_err(|error| format!("the second time, of {operation:?}: {error}"))?;
                    again += 1;
                }
            }
        }
        self.compare(&state)?;
        Ok(Counts {
            run: history.len(),
            undone: again,
            rows_undone: 0,
            refused: 0,
        })
    }

    /// Runs one operation.
    fn apply(
        &mut self,
        what: &str,
        operation: &Operation,
        state: &mut SchemaState,
    ) -> Result<(), String> {
        let statements = lower(operation, state, &self.target)
            .map_err(|unsupported| format!("{what}: {operation:?}\n{unsupported}"))?;
        (state.apply(operation))
            .map_err(|conflicts| format!("{what}: {operation:?}\n{conflicts:?}"))?;
        self.execute(&statements)
            .map_err(|error| format!("{what}: {operation:?}\n{error}"))
    }

    /// Whether the database can do all of these: if not, a plan says so before anything runs.
    fn takes(&self, operations: &[Operation], state: &SchemaState) -> bool {
        self.refuses(operations, state).is_none()
    }

    /// What a plan of these says that the database cannot do.
    fn refuses(&self, operations: &[Operation], state: &SchemaState) -> Option<String> {
        let mut state = state.clone();
        operations.iter().find_map(|operation| {
            if let Err(unsupported) = lower(operation, &state, &self.target) {
                return Some(unsupported.to_string());
            }
            let conflicts = state.apply(operation).err()?;
            Some(format!("{operation:?}: {conflicts:?}"))
        })
    }

    /// Runs one operation and compares.
    fn step(
        &mut self,
        what: &str,
        operation: &Operation,
        state: &mut SchemaState,
    ) -> Result<(), String> {
        let in_the_way = |conflicts| format!("{what}: {operation:?}\n{conflicts:?}");
        let statements = lower(operation, state, &self.target)
            .map_err(|unsupported| format!("{what}: {operation:?}\n{unsupported}"))?;
        state.apply(operation).map_err(in_the_way)?;
        let compared = self.execute(&statements).and_then(|()| self.compare(state));
        compared.map_err(|error| {
            let sql: Vec<&str> = statements.iter().map(|s| s.sql.as_str()).collect();
            format!("{what}: {operation:?}\n{}\n{error}", sql.join(";\n"))
        })
    }

    /// All rows of all tables as text, sorted, where an operation is about rows.
    fn rows_around(&mut self, operation: &Operation, state: &SchemaState) -> Option<Vec<String>> {
        let is_it = matches!(
            operation,
            Operation::InsertRows(_) | Operation::UpdateRows(_) | Operation::DeleteRows(_)
        );
        is_it.then(|| self.rows(state))
    }

    fn rows(&mut self, state: &SchemaState) -> Vec<String> {
        let dialect = self.target.dialect;
        let mut rows = Vec::new();
        for table in state.tables.values() {
            let name = dialect.quote_name(&table.name);
            let columns = (table.columns.iter()).map(|column| dialect.quote(&column.name));
            let row = match dialect {
                Dialect::Postgres => "t::text".to_owned(),
                Dialect::Mysql => {
                    let texts = columns.map(|column| format!("coalesce(hex({column}), 'NULL')"));
                    let texts: Vec<String> = texts.collect();
                    format!("CAST(concat_ws('|', {}) AS CHAR)", texts.join(", "))
                }
                Dialect::Sqlite => {
                    let texts = columns.map(|column| format!("quote({column})"));
                    texts.collect::<Vec<_>>().join(" || '|' || ")
                }
            };
            let sql = format!("SELECT {row} FROM {name} AS t");
            let query = sqlx::query_scalar::<_, String>(AssertSqlSafe(sql)).persistent(false);
            let found = self.runtime.block_on(query.fetch_all(&mut self.connection));
            let found = found.expect("rows can be read as text").into_iter();
            rows.extend(found.map(|row| format!("{name}: {row}")));
        }
        rows.sort();
        rows
    }

    /// What is there is what the state says.
    fn compare(&self, state: &SchemaState) -> Result<(), String> {
        difference(&canonical(state, &self.target), &self.read()?)
    }

    /// What is there, all of which has its place in a state.
    fn read(&self) -> Result<SchemaState, String> {
        let found = (self.runtime).block_on(self.database.introspect(&Default::default()));
        let found = found.map_err(|error| error.to_string())?;
        match found.unmodelled.is_empty() {
            true => Ok(found.state),
            false => Err(format!("not modelled: {:?}", found.unmodelled)),
        }
    }

    fn execute(&mut self, statements: &[Statement]) -> Result<(), String> {
        let rebuilds = statements.iter().any(|s| s.facts.rebuild.is_some());
        if !rebuilds {
            return statements.iter().try_for_each(|s| self.sql(&s.sql));
        }
        self.sql("PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE")?;
        let outcome = self.rebuild(statements);
        let end = if outcome.is_ok() {
            "COMMIT"
        } else {
            "ROLLBACK"
        };
        self.sql(&format!("{end}; PRAGMA foreign_keys = ON"))?;
        outcome
    }

    /// What [`Rebuild`] demands of a runner.
    fn rebuild(&mut self, statements: &[Statement]) -> Result<(), String> {
        let mut triggers = String::new();
        for statement in statements {
            if let Some(Rebuild::Start(table)) = &statement.facts.rebuild {
                self.sql("PRAGMA legacy_alter_table = ON")?;
                let name = Dialect::Sqlite.string_literal(&table.name.name);
                triggers = self.text(&format!(
                    "SELECT coalesce(group_concat(sql, ';\n'), '') FROM sqlite_schema \
                     WHERE type = 'trigger' AND tbl_name = {name}"
                ));
            }
            self.sql(&statement.sql)?;
            if matches!(statement.facts.rebuild, Some(Rebuild::End(_))) {
                self.sql("PRAGMA legacy_alter_table = OFF")?;
                self.sql(&std::mem::take(&mut triggers))?;
            }
        }
        self.sql("PRAGMA foreign_key_check")
    }

    fn sql(&mut self, sql: &str) -> Result<(), String> {
        let script = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        let outcome = self.runtime.block_on(self.connection.execute(script));
        outcome.map(drop).map_err(|error| format!("{sql}: {error}"))
    }

    /// Takes everything out again, for the next history.
    pub fn empty(&mut self) {
        let script = match self.target.dialect {
            // Publications are in no schema.
            Dialect::Postgres => "DROP SCHEMA public CASCADE; CREATE SCHEMA public; \
                DO $$ DECLARE p text; BEGIN FOR p IN SELECT pubname FROM pg_publication LOOP \
                EXECUTE format('DROP PUBLICATION %I', p); END LOOP; END $$"
                .to_owned(),
            Dialect::Mysql => {
                let name = self.text("SELECT CAST(DATABASE() AS CHAR)");
                format!("DROP DATABASE `{name}`; CREATE DATABASE `{name}`; USE `{name}`")
            }
            Dialect::Sqlite => {
                let name = "'DROP ' || type || ' \"' || replace(name, '\"', '\"\"') || '\"'";
                let drops = self.text(&format!(
                    "SELECT coalesce(group_concat({name}, '; '), '') FROM (SELECT * FROM sqlite_schema \
                     WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%' ORDER BY type = 'table')"
                ));
                format!("PRAGMA foreign_keys = OFF; {drops}; PRAGMA foreign_keys = ON")
            }
        };
        self.sql(&script).expect("a database can be emptied");
    }

    fn text(&mut self, sql: &str) -> String {
        let query = sqlx::query_scalar(AssertSqlSafe(sql.to_owned()));
        let found = self.runtime.block_on(query.fetch_one(&mut self.connection));
        found.expect("a query of the harness")
    }
}

async fn is_mariadb(connection: &mut AnyConnection) -> bool {
    let version: String = sqlx::query_scalar("SELECT CAST(VERSION() AS CHAR)")
        .fetch_one(connection)
        .await
        .expect("a server says its version");
    version.contains("MariaDB")
}
