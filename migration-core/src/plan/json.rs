//! A plan as JSON, for tools.
//!
//! Fields are in a fixed order, and those that say nothing are left out. A tool should look at `schema` first, and pass
//! over fields that it does not know.

use serde::Serialize;

use super::{
    Plan, PlannedBackfill, PlannedBody, PlannedMigration, PlannedStatement, Stage, Step, sql_file,
};
use crate::checksum::of_script;
use crate::dialect::{Batches, Dialect, Facts, LockLevel, Probe, ProbeObject, Rebuild};
use crate::schema::ObjectName;
use crate::sql_file::Script;

/// The form that is written here.
const SCHEMA: &str = "migratory.plan/1";

impl Plan {
    /// The plan as JSON, the same for the same plan.
    ///
    /// ```
    /// # use migration_core::{dialect::Target, plan::{Selection, compile}, registry::History};
    /// let history = History::from_bodies([]).unwrap();
    /// let plan = compile(&history, &[], &Selection::Pending, &Target::sqlite()).unwrap();
    /// assert!(plan.to_json().starts_with("{\n  \"schema\": \"migratory.plan/1\",\n"));
    /// ```
    ///
    /// - `schema`, `fingerprint`, `direction` (`up`, `down`), `database`, `transactional_ddl` (whether changes of the schema
    ///   can be rolled back there), `notices`
    /// - `migrations`, each with `name`, `phase`, `checksum`, `kind` (`statements`, `staged`, `data`, `file`), `steps` and `down_sql`, which is the
    ///   SQL of the other direction, as far as it is known
    /// - a step has `transactional`, `statements`, and for a backfill `backfill`: its one statement then is what all batches
    ///   do together
    /// - a statement has `sql`, `operation`, `at` (file, line and column) and `facts`, of which only what is so is there
    /// - a migration of kind `file` has `file`; its statements are among the steps where it is short. A short file that
    ///   travels with other migrations is of kind `statements`, whose `at` are in the file.
    ///
    /// What a data migration runs is its code's to decide: it has no steps.
    pub fn to_json(&self) -> String {
        let migrations = self.migrations.iter();
        let shown = Shown {
            schema: SCHEMA,
            fingerprint: self.fingerprint(),
            direction: self.direction.word(),
            database: self.target.capabilities.database,
            transactional_ddl: self.target.capabilities.transactional_ddl,
            notices: &self.notices,
            migrations: migrations
                .map(|it| migration(it, self.target.dialect))
                .collect(),
        };
        let mut json = serde_json::to_string_pretty(&shown).unwrap_or_default();
        json.push('\n');
        json
    }
}

#[derive(Serialize)]
struct Shown<'p> {
    schema: &'static str,
    fingerprint: String,
    direction: &'static str,
    database: &'static str,
    transactional_ddl: bool,
    notices: &'p [String],
    migrations: Vec<ShownMigration<'p>>,
}

#[derive(Serialize)]
struct ShownMigration<'p> {
    name: &'p str,
    phase: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    checksum: Option<&'p str>,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<ShownFile>,
    steps: Vec<ShownStep<'p>>,
    down_sql: Option<&'p str>,
}

#[derive(Serialize)]
struct ShownFile {
    path: &'static str,
    line: u32,
    bytes: u64,
    in_transaction: bool,
    /// How many it has, as far as it can be read.
    statements: Option<usize>,
    checksum: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
}

#[derive(Serialize)]
struct ShownStep<'p> {
    transactional: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    backfill: Option<ShownBackfill<'p>>,
    statements: Vec<ShownStatement<'p>>,
}

#[derive(Serialize)]
struct ShownBackfill<'p> {
    table: Name<'p>,
    key: Vec<&'p str>,
    update: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    filter: Option<&'p str>,
    batch_size: u64,
    pause_ms: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_duration_ms: Option<u64>,
}

#[derive(Serialize)]
struct ShownStatement<'p> {
    sql: std::borrow::Cow<'p, str>,
    operation: std::borrow::Cow<'p, str>,
    at: String,
    facts: ShownFacts<'p>,
}

#[derive(Serialize, Default)]
struct ShownFacts<'p> {
    #[serde(skip_serializing_if = "Option::is_none")]
    lock: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<Name<'p>>,
    #[serde(skip_serializing_if = "is_false")]
    rewrites: bool,
    #[serde(skip_serializing_if = "is_false")]
    scans: bool,
    #[serde(skip_serializing_if = "is_false")]
    loses_data: bool,
    #[serde(skip_serializing_if = "is_false")]
    own_sql: bool,
    #[serde(skip_serializing_if = "is_false")]
    commit_before_use: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    rebuild: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    probe: Option<ShownProbe<'p>>,
}

/// How to see that a statement has happened.
#[derive(Serialize)]
struct ShownProbe<'p> {
    object: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<Name<'p>>,
    name: String,
    present: bool,
}

fn is_false(it: &bool) -> bool {
    !it
}

/// The name of a table as text: `shop.posts`.
struct Name<'p>(&'p ObjectName);

impl Serialize for Name<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self.0)
    }
}

fn migration(planned: &PlannedMigration, dialect: Dialect) -> ShownMigration<'_> {
    let (kind, file, steps) = match &planned.body {
        PlannedBody::Steps(steps) => ("statements", None, steps.iter().map(step).collect()),
        PlannedBody::Staged(stages) => ("staged", None, stages.iter().map(stage).collect()),
        PlannedBody::Data { .. } => ("data", None, Vec::new()),
        PlannedBody::Script(script) => (
            "file",
            Some(file(script, dialect)),
            file_steps(script, dialect),
        ),
    };
    ShownMigration {
        name: &planned.id.name,
        phase: planned.id.phase.word(),
        checksum: planned.checksum.as_deref(),
        kind,
        file,
        steps,
        down_sql: planned.down_sql.as_deref(),
    }
}

fn stage(stage: &Stage) -> ShownStep<'_> {
    match stage {
        Stage::Step(it) => step(it),
        Stage::Backfill(it) => backfill(it),
    }
}

fn step(step: &Step) -> ShownStep<'_> {
    ShownStep {
        transactional: step.transactional,
        backfill: None,
        statements: step.statements.iter().map(statement).collect(),
    }
}

fn backfill(planned: &PlannedBackfill) -> ShownStep<'_> {
    let Batches {
        dialect: _,
        table,
        key,
        update,
        filter,
        batch_size,
        pause,
        target_duration,
    } = &*planned.batches;
    let millis = |it: std::time::Duration| u64::try_from(it.as_millis()).unwrap_or(u64::MAX);
    ShownStep {
        // Each batch is one.
        transactional: false,
        backfill: Some(ShownBackfill {
            table: Name(table),
            key: key.iter().map(|column| column.name.as_str()).collect(),
            update,
            filter: filter.as_deref(),
            batch_size: *batch_size,
            pause_ms: millis(*pause),
            target_duration_ms: target_duration.map(millis),
        }),
        statements: vec![statement(&planned.statement)],
    }
}

fn statement(planned: &PlannedStatement) -> ShownStatement<'_> {
    ShownStatement {
        sql: planned.statement.sql.as_str().into(),
        operation: planned.operation.as_ref().into(),
        at: planned.at.to_string(),
        facts: facts(&planned.statement.facts),
    }
}

fn facts(facts: &Facts) -> ShownFacts<'_> {
    let Facts {
        // A step says it.
        transactional: _,
        commit_before_use,
        lock,
        table,
        rewrites,
        scans,
        loses_data,
        own_sql,
        probe: probed,
        rebuild,
        backfill: _,
        in_the_way: _,
    } = facts;
    let rebuild = rebuild.as_ref().map(|part| match part {
        Rebuild::Start(_) => "start",
        Rebuild::Middle => "middle",
        Rebuild::End(_) => "end",
    });
    ShownFacts {
        lock: (*lock != LockLevel::None).then(|| lock.words()),
        table: table.as_ref().map(Name),
        rewrites: *rewrites,
        scans: *scans,
        loses_data: *loses_data,
        own_sql: *own_sql,
        commit_before_use: *commit_before_use,
        rebuild,
        probe: probed.as_ref().map(probe),
    }
}

fn probe(probe: &Probe) -> ShownProbe<'_> {
    let (object, table, name) = match &probe.object {
        ProbeObject::Table(name) => ("table", None, name.to_string()),
        ProbeObject::Column(table, name) => ("column", Some(table), name.clone()),
        ProbeObject::Constraint(table, name) => ("constraint", Some(table), name.clone()),
        ProbeObject::Index(table, name) => ("index", Some(table), name.clone()),
        ProbeObject::Enum(name) => ("type", None, name.to_string()),
        ProbeObject::EnumValue(of, value) => ("type value", Some(of), value.clone()),
        ProbeObject::Partition(of, name) => ("partition", Some(of), name.to_string()),
        ProbeObject::Object(id) => ("object", id.on.as_ref(), id.to_string()),
        ProbeObject::Query(query) => ("query", None, query.clone()),
    };
    ShownProbe {
        object,
        table: table.map(Name),
        name,
        present: probe.present,
    }
}

fn file(script: &Script, dialect: Dialect) -> ShownFile {
    let begin = script.begin();
    let checksum = of_script(script, dialect);
    ShownFile {
        path: begin.file,
        line: begin.line,
        bytes: script.size(),
        in_transaction: script.in_transaction(),
        statements: script.survey(dialect).ok().map(|survey| survey.statements),
        problem: checksum
            .as_ref()
            .err()
            .map(|problem| problem.message.clone()),
        checksum: checksum.ok(),
    }
}

/// The statements of a short file, as one step.
fn file_steps(script: &Script, dialect: Dialect) -> Vec<ShownStep<'static>> {
    let Some(found) = sql_file::short(script, dialect) else {
        return Vec::new();
    };
    let statements = found.into_iter().map(|(planned, at)| ShownStatement {
        operation: sql_file::operation(&planned).into(),
        sql: planned.into(),
        at: at.to_string(),
        facts: ShownFacts {
            own_sql: true,
            ..ShownFacts::default()
        },
    });
    vec![ShownStep {
        transactional: script.in_transaction(),
        backfill: None,
        statements: statements.collect(),
    }]
}
