//! What a database has besides tables and enum types: views, extensions, schemas and the like.
//!
//! They are tracked by name and definition, so that a drop can be reversed; what stands in a body is the user's own SQL
//! and is never parsed.

pub(crate) mod arguments;
mod composite;
mod domain;
mod extension;
mod namespace;
mod policy;
mod publication;
mod range;
mod role;
mod routine;
mod rule;
pub(crate) mod sequence;
mod statistics;
pub(crate) mod trigger;
mod view;

use std::fmt;

pub use composite::{Attribute, Composite, CompositeChange};
pub use domain::{Domain, DomainChange};
pub use extension::Extension;
pub use namespace::Namespace;
pub use policy::{Policy, PolicyCommand};
pub use publication::Publication;
pub use range::RangeType;
pub use role::Role;
pub use routine::{Parallel, Routine, Volatility};
pub use rule::{Rule, RuleEvent};
pub use sequence::{Sequence, SequenceOptions, SequenceWidth};
pub use statistics::Statistics;
pub use trigger::{Trigger, TriggerEnabled, TriggerEvent, TriggerOrder, TriggerTiming};
pub use view::{CheckOption, View};

use super::{Expression, GrantTarget, ObjectName};

/// An object, whole.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub enum Object {
    /// A view, materialized or not.
    View(View),
    /// An extension of the server (PostgreSQL).
    Extension(Extension),
    /// A schema; on MySQL that is a database.
    Namespace(Namespace),
    /// A domain (PostgreSQL).
    Domain(Box<Domain>),
    /// A composite type (PostgreSQL).
    Composite(Composite),
    /// A range type (PostgreSQL).
    Range(RangeType),
    /// A policy of row-level security (PostgreSQL).
    Policy(Policy),
    /// A role of the server.
    Role(Role),
    /// A publication of logical replication (PostgreSQL).
    Publication(Publication),
    /// Extended statistics (PostgreSQL).
    Statistics(Statistics),
    /// A sequence (PostgreSQL, MariaDB).
    Sequence(Sequence),
    /// A function or procedure.
    Routine(Box<Routine>),
    /// A trigger.
    Trigger(Box<Trigger>),
    /// A rewrite rule (PostgreSQL).
    Rule(Rule),
}

/// One thing that changes about an object that is there.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub enum ObjectChange {
    /// About a domain.
    Domain(DomainChange),
    /// About a composite type.
    Composite(CompositeChange),
    /// A trigger runs, or does not.
    Enable(TriggerEnabled),
    /// A materialized view is filled anew. No state shows that.
    Refresh {
        /// While others read it.
        concurrently: bool,
    },
    /// Options of a sequence: those that are named.
    Sequence(Box<SequenceOptions>),
    /// A sequence goes on with this number, or with its first. No state shows that.
    Restart(Option<i64>),
}

/// The kinds of objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub enum ObjectKind {
    /// See [`Role`].
    Role,
    /// See [`Namespace`].
    Namespace,
    /// See [`Extension`].
    Extension,
    /// See [`Domain`].
    Domain,
    /// See [`Composite`].
    Composite,
    /// See [`RangeType`].
    Range,
    /// See [`Sequence`].
    Sequence,
    /// See [`Routine`].
    Function,
    /// See [`Routine`].
    Procedure,
    /// See [`View`].
    View,
    /// See [`View`].
    MaterializedView,
    /// See [`Trigger`].
    Trigger,
    /// See [`Rule`].
    Rule,
    /// See [`Policy`].
    Policy,
    /// See [`Statistics`].
    Statistics,
    /// See [`Publication`].
    Publication,
}

/// Which object: its kind and its name, and what else it takes to tell it from others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct ObjectId {
    /// Its kind.
    pub kind: ObjectKind,
    /// Its name. Those of schemas, extensions and of what is on a table have no schema.
    pub name: ObjectName,
    /// The table that it is on, when names of its kind belong to a table.
    pub on: Option<ObjectName>,
    /// The types of its arguments, when names of its kind may be used more than once.
    pub arguments: Option<String>,
}

impl Object {
    /// Which one it is.
    pub fn id(&self) -> ObjectId {
        match self {
            Self::View(view) => ObjectId::new(view.kind(), view.name.clone()),
            Self::Extension(extension) => {
                ObjectId::new(ObjectKind::Extension, ObjectName::new(&extension.name))
            }
            Self::Namespace(namespace) => {
                ObjectId::new(ObjectKind::Namespace, ObjectName::new(&namespace.name))
            }
            Self::Domain(domain) => ObjectId::new(ObjectKind::Domain, domain.name.clone()),
            Self::Composite(composite) => {
                ObjectId::new(ObjectKind::Composite, composite.name.clone())
            }
            Self::Range(range) => ObjectId::new(ObjectKind::Range, range.name.clone()),
            Self::Policy(policy) => ObjectId {
                on: Some(policy.table.clone()),
                ..ObjectId::new(ObjectKind::Policy, ObjectName::new(&policy.name))
            },
            Self::Role(role) => ObjectId::new(ObjectKind::Role, ObjectName::new(&role.name)),
            Self::Publication(publication) => {
                ObjectId::new(ObjectKind::Publication, ObjectName::new(&publication.name))
            }
            Self::Statistics(statistics) => {
                ObjectId::new(ObjectKind::Statistics, statistics.name.clone())
            }
            Self::Sequence(sequence) => sequence.id(),
            Self::Routine(routine) => routine.id(),
            Self::Trigger(trigger) => trigger.id(),
            Self::Rule(rule) => rule.id(),
        }
    }

    /// Its name; of what is in no schema it is text.
    fn name_mut(&mut self) -> Result<&mut ObjectName, &mut String> {
        match self {
            Self::View(view) => Ok(&mut view.name),
            Self::Domain(domain) => Ok(&mut domain.name),
            Self::Composite(composite) => Ok(&mut composite.name),
            Self::Range(range) => Ok(&mut range.name),
            Self::Statistics(statistics) => Ok(&mut statistics.name),
            Self::Sequence(sequence) => Ok(&mut sequence.name),
            Self::Routine(routine) => Ok(&mut routine.name),
            Self::Extension(extension) => Err(&mut extension.name),
            Self::Namespace(namespace) => Err(&mut namespace.name),
            Self::Policy(policy) => Err(&mut policy.name),
            Self::Role(role) => Err(&mut role.name),
            Self::Publication(publication) => Err(&mut publication.name),
            Self::Trigger(trigger) => Err(&mut trigger.name),
            Self::Rule(rule) => Err(&mut rule.name),
        }
    }

    /// The table, or view, that it goes with.
    fn table(&self) -> Option<&ObjectName> {
        match self {
            Self::Policy(policy) => Some(&policy.table),
            Self::Statistics(statistics) => Some(&statistics.table),
            Self::Trigger(trigger) => Some(&trigger.table),
            Self::Rule(rule) => Some(&rule.table),
            Self::Sequence(_)
            | Self::Routine(_)
            | Self::View(_)
            | Self::Extension(_)
            | Self::Namespace(_)
            | Self::Domain(_)
            | Self::Composite(_)
            | Self::Range(_)
            | Self::Role(_)
            | Self::Publication(_) => None,
        }
    }

    /// The tables and views that it names.
    fn tables_mut(&mut self) -> Vec<&mut ObjectName> {
        match self {
            Self::Policy(policy) => vec![&mut policy.table],
            Self::Statistics(statistics) => vec![&mut statistics.table],
            Self::Trigger(trigger) => vec![&mut trigger.table],
            Self::Rule(rule) => vec![&mut rule.table],
            Self::Publication(publication) => publication.tables.iter_mut().flatten().collect(),
            Self::Sequence(sequence) => {
                let owners = sequence.owned_by.iter_mut();
                owners.map(|(table, _)| table).collect()
            }
            Self::Routine(_)
            | Self::View(_)
            | Self::Extension(_)
            | Self::Namespace(_)
            | Self::Domain(_)
            | Self::Composite(_)
            | Self::Range(_)
            | Self::Role(_) => Vec::new(),
        }
    }

    /// The SQL in it that a server follows when a table is called otherwise. Bodies of functions are text that no server
    /// looks into.
    fn queries_mut(&mut self) -> Vec<&mut Expression> {
        match self {
            Self::View(view) => vec![&mut view.query],
            Self::Trigger(trigger) => trigger.when.iter_mut().chain(&mut trigger.body).collect(),
            Self::Rule(rule) => rule.when.iter_mut().chain(&mut rule.commands).collect(),
            Self::Policy(_)
            | Self::Statistics(_)
            | Self::Publication(_)
            | Self::Sequence(_)
            | Self::Routine(_)
            | Self::Extension(_)
            | Self::Namespace(_)
            | Self::Domain(_)
            | Self::Composite(_)
            | Self::Range(_)
            | Self::Role(_) => Vec::new(),
        }
    }

    /// Gives it another name.
    pub(crate) fn set_name(&mut self, to: &ObjectName) {
        match self.name_mut() {
            Ok(name) => name.clone_from(to),
            Err(name) => name.clone_from(&to.name),
        }
    }

    /// Follows a table or view that is called otherwise, in queries and in bodies of triggers too.
    pub(crate) fn rename_table(&mut self, from: &ObjectName, to: &ObjectName) {
        for table in self.tables_mut() {
            if table == from {
                table.clone_from(to);
            }
        }
        for query in self.queries_mut() {
            if query.reads(from) {
                *query = query.rename_relation(from, to);
            }
        }
    }

    /// Whether it goes with this table.
    pub(crate) fn is_on(&self, table: &ObjectName) -> bool {
        self.table() == Some(table)
    }

    /// Whether it needs this column of a table, and would go with it.
    pub(crate) fn uses_column(&self, table: &ObjectName, column: &str) -> bool {
        match self {
            Self::Statistics(statistics) => {
                self.is_on(table) && statistics.columns.iter().any(|it| it == column)
            }
            Self::Policy(policy) => {
                let mut rules = policy.using.iter().chain(&policy.check);
                self.is_on(table) && rules.any(|rule| rule.mentions(column))
            }
            _ => false,
        }
    }

    /// Follows a column of a table that is called otherwise.
    pub(crate) fn rename_column(&mut self, table: &ObjectName, from: &str, to: &str) {
        let is_on = self.is_on(table);
        match self {
            Self::Statistics(statistics) if is_on => {
                let same = statistics.columns.iter_mut().filter(|it| *it == from);
                same.for_each(|column| to.clone_into(column));
            }
            Self::Policy(policy) if is_on => {
                for rule in policy.using.iter_mut().chain(&mut policy.check) {
                    *rule = rule.rename(from, to);
                }
            }
            Self::Trigger(trigger) if is_on => {
                let same = trigger.columns_mut().filter(|it| *it == from);
                same.for_each(|column| to.clone_into(column));
                if let Some(when) = &mut trigger.when {
                    *when = when.rename(from, to);
                }
            }
            Self::Sequence(sequence) => {
                let owner = sequence.owned_by.as_mut();
                if let Some((_, column)) =
                    owner.filter(|(on, column)| on == table && column == from)
                {
                    to.clone_into(column);
                }
            }
            _ => {}
        }
    }

    /// Follows a schema that is called otherwise.
    pub(crate) fn rename_schema(&mut self, from: &str, to: &str) {
        let follow = |name: &mut ObjectName| {
            if name.schema.as_deref() == Some(from) {
                name.schema = Some(to.to_owned());
            }
        };
        self.name_mut().into_iter().for_each(follow);
        self.tables_mut().into_iter().for_each(follow);
        match self {
            Self::Trigger(trigger) => trigger.function.iter_mut().for_each(follow),
            Self::Extension(extension) if extension.schema.as_deref() == Some(from) => {
                extension.schema = Some(to.to_owned());
            }
            _ => {}
        }
    }

    /// Follows a role that is called otherwise.
    pub(crate) fn rename_role(&mut self, from: &str, to: &str) {
        let roles = match self {
            Self::Policy(policy) => &mut policy.roles,
            Self::Role(role) => &mut role.member_of,
            Self::View(_)
            | Self::Extension(_)
            | Self::Namespace(_)
            | Self::Domain(_)
            | Self::Composite(_)
            | Self::Range(_)
            | Self::Publication(_)
            | Self::Statistics(_)
            | Self::Sequence(_)
            | Self::Routine(_)
            | Self::Trigger(_)
            | Self::Rule(_) => return,
        };
        let same = roles.iter_mut().filter(|role| *role == from);
        same.for_each(|role| to.clone_into(role));
    }

    /// Changes one thing about it; nothing when that is about another kind of object.
    pub(crate) fn change(&mut self, change: &ObjectChange) {
        match (self, change) {
            (Self::Domain(domain), ObjectChange::Domain(change)) => domain.change(change),
            (Self::Composite(composite), ObjectChange::Composite(change)) => {
                composite.change(change);
            }
            (Self::Trigger(trigger), ObjectChange::Enable(enabled)) => trigger.enabled = *enabled,
            (Self::Sequence(sequence), ObjectChange::Sequence(options)) => options.on(sequence),
            (
                _,
                ObjectChange::Domain(_)
                | ObjectChange::Composite(_)
                | ObjectChange::Enable(_)
                | ObjectChange::Sequence(_)
                | ObjectChange::Refresh { .. }
                | ObjectChange::Restart(_),
            ) => {}
        }
    }
}

impl ObjectKind {
    /// The field's term for it.
    pub fn term(self) -> &'static str {
        match self {
            Self::Namespace => "schema",
            Self::Extension => "extension",
            Self::View => "view",
            Self::MaterializedView => "materialized view",
            Self::Domain => "domain",
            Self::Composite => "composite type",
            Self::Range => "range type",
            Self::Policy => "policy",
            Self::Role => "role",
            Self::Publication => "publication",
            Self::Statistics => "statistics",
            Self::Sequence => "sequence",
            Self::Function => "function",
            Self::Procedure => "procedure",
            Self::Trigger => "trigger",
            Self::Rule => "rule",
        }
    }

    /// The kinds that share their names with tables.
    pub(crate) const RELATIONS: [Self; 3] = [Self::Sequence, Self::View, Self::MaterializedView];

    /// The kinds that share their names with types.
    pub(crate) const TYPES: [Self; 3] = [Self::Domain, Self::Composite, Self::Range];

    /// Whether it shares its names with tables.
    pub fn is_relation(self) -> bool {
        Self::RELATIONS.contains(&self)
    }

    /// Whether it shares its names with types. A composite type shares them with tables, too, whose rows are types.
    pub fn is_type(self) -> bool {
        Self::TYPES.contains(&self)
    }
}

impl ObjectId {
    /// An object that its name alone tells from others.
    pub fn new(kind: ObjectKind, name: ObjectName) -> Self {
        Self {
            kind,
            name,
            on: None,
            arguments: None,
        }
    }

    /// What a grant on it is on; none where nothing is granted on its kind.
    pub fn grant_target(&self) -> Option<GrantTarget> {
        let name = self.name.clone();
        match self.kind {
            ObjectKind::View | ObjectKind::MaterializedView => Some(GrantTarget::Table(name)),
            ObjectKind::Namespace => Some(GrantTarget::Schema(name.name)),
            ObjectKind::Domain | ObjectKind::Composite | ObjectKind::Range => {
                Some(GrantTarget::Type(name))
            }
            ObjectKind::Sequence => Some(GrantTarget::Sequence(name)),
            ObjectKind::Function | ObjectKind::Procedure => {
                let arguments = self.arguments.clone().unwrap_or_default();
                Some(GrantTarget::Routine(name, arguments))
            }
            ObjectKind::Role
            | ObjectKind::Trigger
            | ObjectKind::Rule
            | ObjectKind::Extension
            | ObjectKind::Policy
            | ObjectKind::Statistics
            | ObjectKind::Publication => None,
        }
    }

    /// The same, under another name.
    #[must_use]
    pub fn named(&self, name: ObjectName) -> Self {
        Self {
            name,
            ..self.clone()
        }
    }
}

/// `view "audit.totals"`, `trigger "touch" of table "posts"`.
impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} \"{}", self.kind.term(), self.name)?;
        if let Some(arguments) = &self.arguments {
            write!(f, "({arguments})")?;
        }
        f.write_str("\"")?;
        match &self.on {
            Some(table) => write!(f, " of table \"{table}\""),
            None => Ok(()),
        }
    }
}
