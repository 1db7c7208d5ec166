//! `create_table`: a new table, whole.

use super::names::{IntoColumns, IntoIndexParts, IntoName, IntoNamed};
use super::{CheckBuilder, ColumnBuilder, ForeignKeyBuilder, IndexBuilder, UniqueBuilder, types};
use crate::Location;
use crate::operation::{CreateTable, Recorded};
use crate::schema::{
    Column, ColumnType, Constraint, DefaultValue, Expression, Index, ObjectName, PartitionStrategy,
    Partitioning, PrimaryKey, RangeKind, Table, naming,
};

/// A table that is being described.
#[derive(Debug)]
pub struct TableBuilder {
    table: Table,
    if_not_exists: bool,
    columns: Vec<ColumnBuilder>,
    primary_key: Option<(Vec<String>, Location)>,
    foreign_keys: Vec<ForeignKeyBuilder>,
    uniques: Vec<UniqueBuilder>,
    checks: Vec<CheckBuilder>,
    indexes: Vec<IndexBuilder>,
    complaints: Vec<(String, Location)>,
    at: Location,
}

macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $t:ty),*);)*) => {
        $($(#[$doc])*
        #[track_caller]
        pub fn $name(&mut self, name: impl IntoNamed $(, $arg: $t)*) -> &mut ColumnBuilder {
            self.column(name, types::$name($($arg),*))
        })*
    };
}

impl TableBuilder {
    pub(super) fn new(name: ObjectName, at: Location) -> Self {
        Self {
            table: Table::new(name),
            if_not_exists: false,
            columns: Vec::new(),
            primary_key: None,
            foreign_keys: Vec::new(),
            uniques: Vec::new(),
            checks: Vec::new(),
            indexes: Vec::new(),
            complaints: Vec::new(),
            at,
        }
    }

    /// A column of any type: `t.column("tags", array(text()))`. It is NOT NULL unless it is `optional()`.
    #[track_caller]
    pub fn column(&mut self, name: impl IntoNamed, column_type: ColumnType) -> &mut ColumnBuilder {
        let at = self.columns.len();
        self.columns
            .push(ColumnBuilder::new(name, column_type, Location::caller()));
        &mut self.columns[at]
    }

    columns! {
        /// A 16-bit integer column.
        small_integer();
        /// A 32-bit integer column.
        integer();
        /// A 64-bit integer column.
        big_integer();
        /// A 32-bit float column.
        float();
        /// A 64-bit float column.
        double();
        /// A boolean column.
        boolean();
        /// A text column of any length.
        text();
        /// A text column that compares without case.
        citext();
        /// A column of bytes.
        binary();
        /// A UUID column.
        uuid();
        /// A date column.
        date();
        /// A time-of-day column.
        time();
        /// A point-in-time column, with time zone.
        timestamp();
        /// A column of date and time of day in no particular time zone.
        local_timestamp();
        /// A span-of-time column.
        interval();
        /// A JSON column.
        json();
        /// A JSON column, binary where the database has it.
        jsonb();
        /// An IP address column.
        inet();
        /// An IP network column.
        cidr();
        /// A MAC address column.
        macaddr();
        /// A text search document column.
        tsvector();
        /// A geometry column.
        geometry();
        /// A text column of exactly `length` characters.
        char(length: u32);
        /// A text column of at most `length` characters.
        string(length: u32);
        /// An exact number column of `precision` digits, `scale` of them after the point.
        decimal(precision: u32, scale: u32);
        /// An exact number column within the database's own limits.
        numeric();
        /// A bit string column of exactly `length` bits.
        bit(length: u32);
        /// A bit string column of at most `length` bits.
        varbit(length: u32);
        /// A range column.
        range(kind: RangeKind);
        /// An array column.
        array(element: ColumnType);
        /// A vector column of `dimensions` floats.
        vector(dimensions: u32);
        /// A column of an enum type made by `create_type`.
        enumeration(type_name: impl IntoName);
        /// A column of a type by the database's own name.
        custom(sql: impl Into<String>);
    }

    /// `id`: a 64-bit primary key that counts up by itself.
    #[track_caller]
    pub fn id(&mut self) -> &mut ColumnBuilder {
        self.column("id", ColumnType::BigInteger)
            .primary_key()
            .auto_increment()
    }

    /// A column that refers to `id` of another table, with a foreign key and an index. It is a 64-bit integer as
    /// [`id`](Self::id) is, unless `of_type(...)` says otherwise.
    #[track_caller]
    pub fn references(
        &mut self,
        column: impl IntoNamed,
        table: impl IntoName,
    ) -> &mut ColumnBuilder {
        self.column(column, ColumnType::BigInteger)
            .references(table, "id")
            .index()
    }

    /// `created_at`: a point in time, now by default.
    #[track_caller]
    pub fn created_at(&mut self) -> &mut ColumnBuilder {
        self.column("created_at", ColumnType::Timestamp)
            .default(DefaultValue::CurrentTimestamp)
    }

    /// `updated_at`: a point in time, now by default. Nothing keeps it current by itself.
    #[track_caller]
    pub fn updated_at(&mut self) -> &mut ColumnBuilder {
        self.column("updated_at", ColumnType::Timestamp)
            .default(DefaultValue::CurrentTimestamp)
    }

    /// `created_at` and `updated_at`.
    #[track_caller]
    pub fn timestamps(&mut self) {
        self.created_at();
        self.updated_at();
    }

    /// `deleted_at`: a point in time, NULL while the row is not deleted.
    #[track_caller]
    pub fn soft_delete(&mut self) -> &mut ColumnBuilder {
        self.column("deleted_at", ColumnType::Timestamp).optional()
    }

    /// The primary key, of one or several columns.
    #[track_caller]
    pub fn primary_key<K>(&mut self, columns: impl IntoColumns<K>) {
        let at = Location::caller();
        if self.primary_key.is_some() {
            self.complaints.push((
                format!("table \"{}\" is given two primary keys", self.table.name),
                at,
            ));
        }
        self.primary_key = Some((columns.into_columns(), at));
    }

    /// A unique constraint.
    #[track_caller]
    pub fn unique<K>(&mut self, columns: impl IntoColumns<K>) -> &mut UniqueBuilder {
        let at = self.uniques.len();
        self.uniques.push(UniqueBuilder::new(
            self.table.name.clone(),
            columns.into_columns(),
            Location::caller(),
        ));
        &mut self.uniques[at]
    }

    /// A foreign key.
    #[track_caller]
    pub fn foreign_key<K>(&mut self, columns: impl IntoColumns<K>) -> &mut ForeignKeyBuilder {
        let key = ForeignKeyBuilder::new(
            self.table.name.clone(),
            columns.into_columns(),
            Location::caller(),
        );
        let at = self.foreign_keys.len();
        self.foreign_keys.push(key);
        &mut self.foreign_keys[at]
    }

    /// A check.
    #[track_caller]
    pub fn check(
        &mut self,
        name: impl IntoNamed,
        expression: impl Into<Expression>,
    ) -> &mut CheckBuilder {
        let name = name.into_named();
        let check = CheckBuilder::new(
            self.table.name.clone(),
            name,
            expression.into(),
            Location::caller(),
        );
        let at = self.checks.len();
        self.checks.push(check);
        &mut self.checks[at]
    }

    /// An index.
    #[track_caller]
    pub fn index<K>(&mut self, parts: impl IntoIndexParts<K>) -> &mut IndexBuilder {
        let index = IndexBuilder::new(
            self.table.name.clone(),
            parts.into_index_parts(),
            Location::caller(),
        );
        let at = self.indexes.len();
        self.indexes.push(index);
        &mut self.indexes[at]
    }

    /// The comment on the table.
    pub fn comment(&mut self, comment: impl Into<String>) -> &mut Self {
        self.table.comment = Some(comment.into());
        self
    }

    /// Does nothing when a table of this name exists.
    pub fn if_not_exists(&mut self) -> &mut Self {
        self.if_not_exists = true;
        self
    }

    /// It is gone at the end of the migration.
    pub fn temporary(&mut self) -> &mut Self {
        self.table.temporary = true;
        self
    }

    /// It is left out of the write-ahead log: faster, empty after a crash (PostgreSQL).
    pub fn unlogged(&mut self) -> &mut Self {
        self.table.unlogged = true;
        self
    }

    /// It is cut into partitions by these columns (PostgreSQL).
    pub fn partition_by<K>(
        &mut self,
        strategy: PartitionStrategy,
        columns: impl IntoColumns<K>,
    ) -> &mut Self {
        let keys = columns.into_columns().into_iter();
        // A key is an expression; a column is written in its quotes.
        let keys = keys
            .map(|column| Expression::new(crate::dialect::Dialect::Postgres.quote(&column)))
            .collect();
        self.table.partitioning = Some(Partitioning { strategy, keys });
        self
    }

    pub(crate) fn last_column(&self) -> Option<&Column> {
        self.columns.last().map(|column| &column.column)
    }

    pub(super) fn finish(mut self, out: &mut Vec<Recorded>) {
        let mut parts = Vec::new();
        let mut later = Vec::new();
        self.finish_columns(&mut parts);
        self.finish_keys(&mut parts);
        for index in std::mem::take(&mut self.indexes) {
            if index.is_plain() {
                let at = index.at;
                self.put_index(index.build(), at, &mut parts);
            } else {
                index.finish(&mut later);
            }
        }
        out.push(Recorded {
            operation: CreateTable {
                table: self.table,
                if_not_exists: self.if_not_exists,
            }
            .into(),
            at: self.at,
            parts,
            complaints: self.complaints,
        });
        out.append(&mut later);
    }

    fn finish_columns(&mut self, parts: &mut Vec<(String, Location)>) {
        let name = self.table.name.clone();
        let mut key = Vec::new();
        for column in std::mem::take(&mut self.columns) {
            parts.push((column.column.name.clone(), column.at));
            self.complaints.extend(column.complaints.iter().cloned());
            if column.primary_key {
                key.push(column.column.name.clone());
            }
            for constraint in column.constraints(&name) {
                self.put_constraint(constraint, column.at, parts);
            }
            if let Some(index) = column.own_index(&name) {
                self.put_index(index, column.at, parts);
            }
            self.table.columns.push(column.column);
        }
        let whole = self.primary_key.take();
        if let (Some((_, at)), false) = (&whole, key.is_empty()) {
            self.complaints.push((
                format!("table \"{name}\" is given two primary keys: a column's and the table's"),
                *at,
            ));
        }
        let columns = whole.map_or(key, |(columns, at)| {
            parts.push((naming::primary_key(&name), at));
            columns
        });
        if !columns.is_empty() {
            self.table.primary_key = Some(PrimaryKey {
                name: naming::primary_key(&name),
                columns,
            });
        }
    }

    fn finish_keys(&mut self, parts: &mut Vec<(String, Location)>) {
        for unique in std::mem::take(&mut self.uniques) {
            self.put_constraint(Constraint::Unique(unique.build()), unique.at, parts);
        }
        for key in std::mem::take(&mut self.foreign_keys) {
            match key.build() {
                Ok(built) => self.put_constraint(Constraint::ForeignKey(built), key.at, parts),
                Err(complaint) => self.complaints.push(complaint),
            }
        }
        for check in std::mem::take(&mut self.checks) {
            self.put_constraint(Constraint::Check(check.check), check.at, parts);
        }
    }

    fn put_constraint(
        &mut self,
        constraint: Constraint,
        at: Location,
        parts: &mut Vec<(String, Location)>,
    ) {
        let name = constraint.name().to_owned();
        if self.table.constraint(&name).is_some() {
            self.complaints.push((self.twice("constraints", &name), at));
            return;
        }
        parts.push((name, at));
        self.table.put_constraint(constraint);
    }

    fn put_index(&mut self, index: Index, at: Location, parts: &mut Vec<(String, Location)>) {
        if self.table.indexes.contains_key(&index.name) {
            self.complaints
                .push((self.twice("indexes", &index.name), at));
            return;
        }
        parts.push((index.name.clone(), at));
        self.table.indexes.insert(index.name.clone(), index);
    }

    fn twice(&self, what: &str, name: &str) -> String {
        format!(
            "two {what} of table \"{}\" are called \"{name}\": give one another with name(...)",
            self.table.name
        )
    }
}
