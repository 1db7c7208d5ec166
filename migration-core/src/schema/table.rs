//! Tables.

use std::collections::BTreeMap;

use super::{
    Check, Column, Constraint, Deferrable, Exclusion, Expression, ForeignKey, Index, ObjectName,
    PartitionOf, PrimaryKey, Unique,
};

/// A table, whole: its columns, keys, checks and indexes.
///
/// Two tables are equal when they say the same of columns of the same names. The order of the columns is kept for
/// writing `CREATE TABLE`, but is not part of what the table means: no database but SQLite can put a column back in
/// its old place.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Table {
    /// Its name.
    pub name: ObjectName,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// The primary key.
    pub primary_key: Option<PrimaryKey>,
    /// Unique constraints, by name.
    pub uniques: BTreeMap<String, Unique>,
    /// Foreign keys, by name.
    pub foreign_keys: BTreeMap<String, ForeignKey>,
    /// Checks, by name.
    pub checks: BTreeMap<String, Check>,
    /// Exclusion constraints, by name (PostgreSQL).
    pub exclusions: BTreeMap<String, Exclusion>,
    /// Indexes that no constraint made, by name.
    pub indexes: BTreeMap<String, Index>,
    /// The comment.
    pub comment: Option<String>,
    /// Whether it goes away at the end of the migration.
    pub temporary: bool,
    /// Whether it is not written to the write-ahead log (PostgreSQL).
    pub unlogged: bool,
    /// How it is cut into partitions (PostgreSQL).
    pub partitioning: Option<Partitioning>,
    /// The table that it is a partition of (PostgreSQL).
    pub partition_of: Option<PartitionOf>,
    /// The tables whose columns and checks it has, and through which its rows are seen (PostgreSQL).
    pub inherits: Vec<ObjectName>,
    /// Whether policies say which of its rows are there (PostgreSQL).
    pub row_security: RowSecurity,
    /// The comments on its constraints, by their names (PostgreSQL).
    pub constraint_comments: BTreeMap<String, String>,
    /// Storage parameters: `fillfactor`, `autovacuum_enabled`... (PostgreSQL).
    pub storage: BTreeMap<String, String>,
    /// The tablespace, if not the database's own (PostgreSQL).
    pub tablespace: Option<String>,
}

/// Row-level security: <https://www.postgresql.org/docs/current/ddl-rowsecurity.html>.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct RowSecurity {
    /// Whether policies hold for all but the owner.
    pub enabled: bool,
    /// Whether they hold for the owner as well.
    pub forced: bool,
}

/// `PARTITION BY`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Partitioning {
    /// How rows are assigned.
    pub strategy: PartitionStrategy,
    /// The columns or expressions that decide.
    pub keys: Vec<Expression>,
}

/// How rows are assigned to partitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub enum PartitionStrategy {
    /// By range.
    Range,
    /// By list.
    List,
    /// By hash.
    Hash,
}

impl PartitionStrategy {
    /// The field's term for it.
    pub fn term(self) -> &'static str {
        match self {
            Self::Range => "range",
            Self::List => "list",
            Self::Hash => "hash",
        }
    }
}

impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        fn by_name(table: &Table) -> BTreeMap<&str, &Column> {
            table.columns.iter().map(|c| (c.name.as_str(), c)).collect()
        }
        let same_columns = || {
            self.columns.len() == other.columns.len()
                && (self.columns == other.columns || by_name(self) == by_name(other))
        };
        self.name == other.name
            && same_columns()
            && self.primary_key == other.primary_key
            && self.uniques == other.uniques
            && self.foreign_keys == other.foreign_keys
            && self.checks == other.checks
            && self.exclusions == other.exclusions
            && self.indexes == other.indexes
            && self.comment == other.comment
            && self.temporary == other.temporary
            && self.unlogged == other.unlogged
            && self.partitioning == other.partitioning
            && self.partition_of == other.partition_of
            && self.inherits == other.inherits
            && self.row_security == other.row_security
            && self.constraint_comments == other.constraint_comments
            && self.storage == other.storage
            && self.tablespace == other.tablespace
    }
}

impl Table {
    /// A table with nothing in it.
    pub fn new(name: ObjectName) -> Self {
        Self {
            name,
            columns: Vec::new(),
            primary_key: None,
            uniques: BTreeMap::new(),
            foreign_keys: BTreeMap::new(),
            checks: BTreeMap::new(),
            exclusions: BTreeMap::new(),
            indexes: BTreeMap::new(),
            comment: None,
            temporary: false,
            unlogged: false,
            partitioning: None,
            partition_of: None,
            inherits: Vec::new(),
            row_security: RowSecurity::default(),
            constraint_comments: BTreeMap::new(),
            storage: BTreeMap::new(),
            tablespace: None,
        }
    }

    /// A column by name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// A column by name, to change.
    pub fn column_mut(&mut self, name: &str) -> Option<&mut Column> {
        self.columns.iter_mut().find(|column| column.name == name)
    }

    /// All constraints: primary key, uniques, foreign keys, checks, exclusions; each kind by name.
    pub fn constraints(&self) -> Vec<Constraint> {
        let key = self.primary_key.iter().cloned().map(Constraint::PrimaryKey);
        let uniques = self.uniques.values().cloned().map(Constraint::Unique);
        let foreign = self
            .foreign_keys
            .values()
            .cloned()
            .map(Constraint::ForeignKey);
        key.chain(uniques)
            .chain(foreign)
            .chain(self.checks.values().cloned().map(Constraint::Check))
            .chain(self.exclusions.values().cloned().map(Constraint::Exclusion))
            .collect()
    }

    /// A constraint by name.
    pub fn constraint(&self, name: &str) -> Option<Constraint> {
        self.constraints()
            .into_iter()
            .find(|constraint| constraint.name() == name)
    }

    /// Adds a constraint; one of the same kind and name is replaced.
    pub fn put_constraint(&mut self, constraint: Constraint) {
        match constraint {
            Constraint::PrimaryKey(key) => self.primary_key = Some(key),
            Constraint::Unique(unique) => drop(self.uniques.insert(unique.name.clone(), unique)),
            Constraint::ForeignKey(key) => drop(self.foreign_keys.insert(key.name.clone(), key)),
            Constraint::Check(check) => drop(self.checks.insert(check.name.clone(), check)),
            Constraint::Exclusion(exclusion) => {
                drop(self.exclusions.insert(exclusion.name.clone(), exclusion));
            }
        }
    }

    /// Takes a constraint out by name.
    pub fn take_constraint(&mut self, name: &str) -> Option<Constraint> {
        if self
            .primary_key
            .as_ref()
            .is_some_and(|key| key.name == name)
        {
            return self.primary_key.take().map(Constraint::PrimaryKey);
        }
        (self.uniques.remove(name).map(Constraint::Unique))
            .or_else(|| self.foreign_keys.remove(name).map(Constraint::ForeignKey))
            .or_else(|| self.checks.remove(name).map(Constraint::Check))
            .or_else(|| self.exclusions.remove(name).map(Constraint::Exclusion))
    }

    /// The constraints that cannot be without this column: those that use it, and foreign keys of this table that
    /// refer to it.
    pub fn constraints_on(&self, column: &str) -> Vec<Constraint> {
        let refers = |constraint: &Constraint| match constraint {
            Constraint::ForeignKey(key) => {
                key.references == self.name
                    && key.referenced_columns.iter().any(|name| name == column)
            }
            Constraint::PrimaryKey(_)
            | Constraint::Unique(_)
            | Constraint::Check(_)
            | Constraint::Exclusion(_) => false,
        };
        let constraints = self.constraints().into_iter();
        constraints
            .filter(|constraint| constraint.uses(column) || refers(constraint))
            .collect()
    }

    /// The columns of each key that no two rows share at any time: the primary key, then unique constraints, then unique
    /// indexes over columns alone, each by name. A deferrable constraint is none: its rows may be equal for a while.
    pub fn keys(&self) -> Vec<Vec<&str>> {
        let primary = (self.primary_key.iter())
            .filter(|key| !key.without_overlaps)
            .map(|key| &key.columns);
        let uniques = (self.uniques.values())
            .filter(|unique| unique.deferrable == Deferrable::No && !unique.without_overlaps)
            .map(|unique| &unique.columns);
        let constraints =
            (primary.chain(uniques)).map(|columns| columns.iter().map(String::as_str).collect());
        let indexes = self.indexes.values().filter_map(|index| {
            let columns: Vec<&str> = index.columns().collect();
            let whole = index.parts.iter().all(|part| part.prefix.is_none());
            let is_full = index.unique && index.filter.is_none() && whole;
            (is_full && columns.len() == index.parts.len()).then_some(columns)
        });
        constraints.chain(indexes).collect()
    }

    /// Whether these columns are a key without overlaps.
    pub(crate) fn is_temporal_key(&self, columns: &[String]) -> bool {
        let primary = self.primary_key.iter();
        let primary = primary.map(|key| (&key.columns, key.without_overlaps));
        let uniques = self.uniques.values();
        let uniques = uniques.map(|unique| (&unique.columns, unique.without_overlaps));
        primary
            .chain(uniques)
            .any(|(key, temporal)| temporal && key == columns)
    }

    /// Whether these columns, in any order, are one of the [keys](Self::keys): what a foreign key may refer to.
    pub fn is_unique(&self, columns: &[String]) -> bool {
        self.keys().iter().any(|key| {
            key.len() == columns.len()
                && columns.iter().all(|column| key.contains(&column.as_str()))
        })
    }
}
