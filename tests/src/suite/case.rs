//! What a case says.

use std::sync::Arc;

use migration_core::builder::Schema;
use migration_core::dialect::Dialect;
use migration_core::migration::{Meta, Migration};
use migration_core::operation::Operation;
use migratory::prelude::async_trait;
use migratory::{DataMigration, Db, Location};

use super::needs::Need;
use super::session::Session;

/// Records on a schema.
pub(super) type Record = Arc<dyn Fn(&mut Schema) + Send + Sync>;
/// Looks at a database, inside a transaction that is rolled back afterwards.
pub(super) type Look = Box<dyn Fn(&mut Session)>;

/// One behaviour: a change, what is there before it, and what must be true after it.
pub struct Case {
    /// How the rest is made, where it depends on the database.
    pub(super) made_for: Option<fn(Dialect) -> Case>,
    pub(super) needs: Vec<Need>,
    pub(super) before: Vec<Step>,
    pub(super) rows: Vec<String>,
    pub(super) changes: Vec<Step>,
    pub(super) data: Option<Arc<dyn DataMigration>>,
    pub(super) check_data: Option<Look>,
    pub(super) data_fails: Option<&'static str>,
    pub(super) check: Option<Look>,
    pub(super) check_back: Option<Look>,
    pub(super) end: End,
    pub(super) loses_rows: bool,
    pub(super) may_lose_rows: bool,
    pub(super) is_rewritten: bool,
}

/// How a case ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The change is rolled back and done again.
    Back,
    /// The change cannot be rolled back, which is said before anything runs.
    OneWay,
    /// The change fails on the rows that are there, and leaves nothing behind.
    Fails,
}

/// One migration of a case.
#[derive(Clone)]
pub(super) struct Step {
    pub(super) name: &'static str,
    up: Record,
    down: Option<Record>,
}

impl Case {
    /// A case that says nothing yet.
    #[expect(
        clippy::new_without_default,
        reason = "a case without a change is none"
    )]
    pub fn new() -> Self {
        Self {
            made_for: None,
            needs: Vec::new(),
            before: Vec::new(),
            rows: Vec::new(),
            changes: Vec::new(),
            data: None,
            check_data: None,
            data_fails: None,
            check: None,
            check_back: None,
            end: End::Back,
            loses_rows: false,
            may_lose_rows: false,
            is_rewritten: false,
        }
    }

    /// A case that has to say something in the database's own words.
    pub fn for_dialect(make: fn(Dialect) -> Self) -> Self {
        Self {
            made_for: Some(make),
            ..Self::new()
        }
    }

    /// What it records for a database: what is there before, and the change.
    pub fn recorded(self, dialect: Dialect) -> Vec<Operation> {
        let case = match self.made_for {
            Some(make) => make(dialect),
            None => self,
        };
        let mut schema = Schema::new();
        for step in case.before.iter().chain(&case.changes) {
            (step.up)(&mut schema);
        }
        let recorded = schema.finish().into_iter();
        recorded.map(|it| it.operation).collect()
    }

    /// It is about something that not every database has. Where it is lacking, the plan must refuse the case and say what
    /// to do instead.
    pub fn needs(mut self, need: Need) -> Self {
        self.needs.push(need);
        self
    }

    /// The schema before.
    pub fn before(mut self, up: impl Fn(&mut Schema) + Send + Sync + 'static) -> Self {
        let name = ["10_before", "11_before", "12_before"][self.before.len()];
        self.before.push(Step::new(name, up));
        self
    }

    /// Statements that put rows there before the change.
    pub fn rows<S: Into<String>>(mut self, statements: impl IntoIterator<Item = S>) -> Self {
        self.rows.extend(statements.into_iter().map(Into::into));
        self
    }

    /// The change. Its way back is derived.
    pub fn change(mut self, up: impl Fn(&mut Schema) + Send + Sync + 'static) -> Self {
        let name = ["20_change", "21_change", "22_change"][self.changes.len()];
        self.changes.push(Step::new(name, up));
        self
    }

    /// The way back of the last change, where it is not derived.
    pub fn down(mut self, down: impl Fn(&mut Schema) + Send + Sync + 'static) -> Self {
        let last = self
            .changes
            .last_mut()
            .expect("a change before its way back");
        last.down = Some(Arc::new(down));
        self
    }

    /// A data migration after the change; it is rolled back before the change is.
    pub fn data(mut self, migration: impl DataMigration) -> Self {
        self.data = Some(Arc::new(migration));
        self
    }

    /// What must be true after the data migration.
    pub fn check_data(mut self, look: impl Fn(&mut Session) + 'static) -> Self {
        self.check_data = Some(Box::new(look));
        self
    }

    /// The data migration fails, says this, and leaves nothing behind.
    pub fn data_fails(mut self, message: &'static str) -> Self {
        self.data_fails = Some(message);
        self
    }

    /// What must be true after the change, each time that it was done.
    pub fn check(mut self, look: impl Fn(&mut Session) + 'static) -> Self {
        self.check = Some(Box::new(look));
        self
    }

    /// What must be true after the change was rolled back, besides that all is as it was.
    pub fn check_back(mut self, look: impl Fn(&mut Session) + 'static) -> Self {
        self.check_back = Some(Box::new(look));
        self
    }

    /// The change loses rows or values, so they are not there after its way back. Its statements must say so too.
    pub fn loses_rows(mut self) -> Self {
        self.loses_rows = true;
        self
    }

    /// The change loses nothing here, but some databases' statements cannot know that, and say that they may.
    pub fn may_lose_rows(mut self) -> Self {
        self.may_lose_rows = true;
        self
    }

    /// A server writes an expression or type of the case in its own words (`lower((email)::text)`), so what is read back
    /// is not what was said.
    pub fn is_rewritten(mut self) -> Self {
        self.is_rewritten = true;
        self
    }

    /// The change cannot be rolled back.
    pub fn one_way(mut self) -> Self {
        self.end = End::OneWay;
        self
    }

    /// The change fails on the rows that are there.
    pub fn fails(mut self) -> Self {
        self.end = End::Fails;
        self
    }
}

impl Step {
    fn new(name: &'static str, up: impl Fn(&mut Schema) + Send + Sync + 'static) -> Self {
        Self {
            name,
            up: Arc::new(up),
            down: None,
        }
    }
}

impl Migration for Step {
    fn up(&self, schema: &mut Schema) {
        (self.up)(schema);
    }

    fn down(&self, schema: &mut Schema) {
        match &self.down {
            Some(down) => down(schema),
            None => schema.derive_down(),
        }
    }

    fn meta(&self) -> Meta {
        Meta::new("", Some(self.name), Location::caller())
    }
}

/// A data migration that several migrators run.
pub(super) struct Shared(pub(super) Arc<dyn DataMigration>);

#[async_trait]
impl DataMigration for Shared {
    async fn up(&self, db: &mut Db<'_>) -> migratory::Result<()> {
        self.0.up(db).await
    }

    async fn down(&self, db: &mut Db<'_>) -> migratory::Result<()> {
        self.0.down(db).await
    }

    fn has_down(&self) -> bool {
        self.0.has_down()
    }

    fn effect(&self, schema: &mut Schema) {
        self.0.effect(schema);
    }

    fn meta(&self) -> Meta {
        Meta::new("", Some("30_data"), Location::caller())
    }
}
