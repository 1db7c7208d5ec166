//! What can be said of composite and range types.

use super::names::{IntoName, IntoNamed};
use super::object::{DropObjectBuilder, Guards, created, shared};
use super::{Schema, draft::keep};
use crate::Location;
use crate::operation::{ChangeObject, Recorded};
use crate::schema::{
    Attribute, ColumnType, Composite, CompositeChange, Object, ObjectChange, ObjectId, ObjectKind,
    ObjectName, RangeType,
};

/// A composite type that is being created.
#[derive(Debug)]
pub struct CompositeBuilder {
    composite: Composite,
    guards: Guards,
    comment: Option<String>,
    at: Location,
}

/// Changes of a composite type that is there.
#[derive(Debug)]
pub struct AlterComposite<'a> {
    schema: &'a mut Schema,
    name: ObjectName,
}

/// A range type that is being created.
#[derive(Debug)]
pub struct RangeTypeBuilder {
    range: RangeType,
    comment: Option<String>,
    at: Location,
}

impl Schema {
    /// Creates a composite type (PostgreSQL): a row as a value. A column is of it by [`custom`](super::custom)`("address")`.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|_| {}, |schema| {
    /// schema.create_composite_type("address", |t| {
    ///     t.attribute("street", string(200));
    ///     t.attribute("zip", char(5));
    /// });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE TYPE "address" AS ("street" varchar(200), "zip" char(5));"#);
    /// assert_eq!(mysql, r#"error: cannot create composite type "address": MySQL has no composite types
    /// help: make a column of each attribute, or keep them in one json() column"#);
    /// # assert!(sqlite.starts_with("error: "));
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-createtype.html)
    #[track_caller]
    pub fn create_composite_type(
        &mut self,
        name: impl IntoName,
        describe: impl FnOnce(&mut CompositeBuilder),
    ) -> &mut CompositeBuilder {
        let mut builder = CompositeBuilder {
            composite: Composite {
                name: name.into_name(),
                attributes: Vec::new(),
            },
            guards: Guards::default(),
            comment: None,
            at: Location::caller(),
        };
        describe(&mut builder);
        keep(&mut self.drafts, builder)
    }

    /// Changes a composite type: each call in [`AlterComposite`] is an operation of its own, in this order.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| {
    /// #     schema.create_composite_type("address", |t| { t.attribute("street", text()); t.attribute("zip", text()); });
    /// # };
    /// # let [postgres, ..] = preview(before, |schema| {
    /// schema.alter_composite_type("address", |t| {
    ///     t.add_attribute("city", text());
    ///     t.rename_attribute("zip", "postcode");
    ///     t.change_attribute_type("postcode", string(10));
    ///     t.drop_attribute("street");
    /// });
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"ALTER TYPE "address" ADD ATTRIBUTE "city" text;
    /// ALTER TYPE "address" RENAME ATTRIBUTE "zip" TO "postcode";
    /// ALTER TYPE "address" ALTER ATTRIBUTE "postcode" TYPE varchar(10);
    /// ALTER TYPE "address" DROP ATTRIBUTE "street";"#);
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/sql-altertype.html)
    pub fn alter_composite_type(
        &mut self,
        name: impl IntoName,
        change: impl FnOnce(&mut AlterComposite<'_>),
    ) {
        change(&mut AlterComposite {
            schema: self,
            name: name.into_name(),
        });
    }

    /// Drops a composite type (PostgreSQL). That a column is of it is an error.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, ..] = preview(|_| {}, |schema| {
    /// schema.drop_composite_type("address").if_exists();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"DROP TYPE IF EXISTS "address";"#);
    /// ```
    #[track_caller]
    pub fn drop_composite_type(&mut self, name: impl IntoName) -> &mut DropObjectBuilder {
        let id = ObjectId::new(ObjectKind::Composite, name.into_name());
        self.drop_object(id, Location::caller())
    }

    /// Renames a composite type (PostgreSQL), or moves it to another schema; its columns follow.
    #[track_caller]
    pub fn rename_composite_type(&mut self, from: impl IntoName, to: impl IntoName) {
        let id = ObjectId::new(ObjectKind::Composite, from.into_name());
        self.rename_object(id, to.into_name(), Location::caller());
    }

    /// Creates a range type of your own (PostgreSQL). Those of whole numbers, exact numbers, dates and times are there
    /// already.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(|_| {}, |schema| {
    /// schema.create_range_type("float_range", double()).difference("float8mi");
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"CREATE TYPE "float_range" AS RANGE (SUBTYPE = double precision, SUBTYPE_DIFF = "float8mi");"#);
    /// assert_eq!(mysql, r#"error: cannot create range type "float_range": MySQL has no range types
    /// help: keep the two ends in two columns, with a check that they are in order"#);
    /// # assert!(sqlite.starts_with("error: "));
    /// ```
    ///
    /// [PostgreSQL](https://www.postgresql.org/docs/current/rangetypes.html#RANGETYPES-DEFINING)
    #[track_caller]
    pub fn create_range_type(
        &mut self,
        name: impl IntoName,
        subtype: ColumnType,
    ) -> &mut RangeTypeBuilder {
        let builder = RangeTypeBuilder {
            range: RangeType {
                name: name.into_name(),
                subtype,
                operator_class: None,
                difference: None,
            },
            comment: None,
            at: Location::caller(),
        };
        keep(&mut self.drafts, builder)
    }

    /// Drops a range type (PostgreSQL). That a column is of it is an error.
    #[track_caller]
    pub fn drop_range_type(&mut self, name: impl IntoName) -> &mut DropObjectBuilder {
        let id = ObjectId::new(ObjectKind::Range, name.into_name());
        self.drop_object(id, Location::caller())
    }

    /// Renames a range type (PostgreSQL), or moves it to another schema; its columns follow.
    #[track_caller]
    pub fn rename_range_type(&mut self, from: impl IntoName, to: impl IntoName) {
        let id = ObjectId::new(ObjectKind::Range, from.into_name());
        self.rename_object(id, to.into_name(), Location::caller());
    }
}

impl CompositeBuilder {
    /// An attribute, after those before.
    pub fn attribute(&mut self, name: impl IntoNamed, attribute_type: ColumnType) -> &mut Self {
        self.composite.attributes.push(Attribute {
            name: name.into_named(),
            attribute_type,
        });
        self
    }

    shared! {
        /// Does nothing when there is one.
        if_not_exists;
        /// A comment on it.
        comment;
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        let object = Object::Composite(self.composite);
        created(object, self.guards, self.comment, self.at, out);
    }
}

impl AlterComposite<'_> {
    /// One more attribute, after the others.
    #[track_caller]
    pub fn add_attribute(&mut self, name: impl IntoNamed, attribute_type: ColumnType) {
        let attribute = Attribute {
            name: name.into_named(),
            attribute_type,
        };
        self.change(CompositeChange::Add(attribute), Location::caller());
    }

    /// One attribute less; its values are gone.
    #[track_caller]
    pub fn drop_attribute(&mut self, name: impl IntoNamed) {
        self.change(CompositeChange::Drop(name.into_named()), Location::caller());
    }

    /// Renames an attribute.
    #[track_caller]
    pub fn rename_attribute(&mut self, from: impl IntoNamed, to: impl IntoNamed) {
        let change = CompositeChange::Rename {
            from: from.into_named(),
            to: to.into_named(),
        };
        self.change(change, Location::caller());
    }

    /// Changes the type of an attribute. The server refuses that while a column is of the composite type.
    #[track_caller]
    pub fn change_attribute_type(&mut self, name: impl IntoNamed, to: ColumnType) {
        let change = CompositeChange::Type {
            name: name.into_named(),
            to,
        };
        self.change(change, Location::caller());
    }

    fn change(&mut self, change: CompositeChange, at: Location) {
        let operation = ChangeObject {
            id: ObjectId::new(ObjectKind::Composite, self.name.clone()),
            change: ObjectChange::Composite(change),
        };
        self.schema.plain(operation, at);
    }
}

impl RangeTypeBuilder {
    /// The function that says how far two ends are apart, which indexes are faster with.
    pub fn difference(&mut self, function: impl IntoNamed) -> &mut Self {
        self.range.difference = Some(function.into_named());
        self
    }

    /// The operator class that orders the ends, where it is not the type's own.
    pub fn operator_class(&mut self, class: impl IntoNamed) -> &mut Self {
        self.range.operator_class = Some(class.into_named());
        self
    }

    shared! {
        /// A comment on it.
        comment;
    }

    pub(super) fn finish(self, out: &mut Vec<Recorded>) {
        let object = Object::Range(self.range);
        created(object, Guards::default(), self.comment, self.at, out);
    }
}
