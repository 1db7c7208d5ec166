//! What can be said of dropping any object, and what the builders of objects share.

use super::Schema;
use super::draft::{Draft, keep};
use crate::Location;
use crate::operation::{
    AlterObject, CommentOnObject, CreateObject, DropObject, Operation, Recorded, RenameObject,
};
use crate::schema::{Object, ObjectId, ObjectName};

/// A view, extension, schema or other object that is being dropped.
#[derive(Debug)]
pub struct DropObjectBuilder {
    pub(super) operation: DropObject,
    pub(super) at: Location,
}

impl DropObjectBuilder {
    /// Does nothing when there is none of this name.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let [postgres, mysql, sqlite] = preview(blog, |schema| {
    /// schema.drop_view("titles").if_exists();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"DROP VIEW IF EXISTS "titles";"#);
    /// assert_eq!(mysql, "DROP VIEW IF EXISTS `titles`;");
    /// assert_eq!(sqlite, r#"DROP VIEW IF EXISTS "titles";"#);
    /// ```
    pub fn if_exists(&mut self) -> &mut Self {
        self.operation.if_exists = true;
        self
    }

    /// Drops what depends on it as well (PostgreSQL). What that is, is not known before, and does not come back when the
    /// migration is rolled back.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| { schema.create_schema("audit"); };
    /// # let [postgres, mysql, sqlite] = preview(before, |schema| {
    /// schema.drop_schema("audit").cascade();
    /// # }).brief();
    ///
    /// assert_eq!(postgres, r#"DROP SCHEMA "audit" CASCADE;"#);
    /// assert_eq!(mysql, "DROP SCHEMA `audit`;");
    /// # assert!(sqlite.starts_with("error: "));
    /// ```
    pub fn cascade(&mut self) -> &mut Self {
        self.operation.cascade = true;
        self
    }
}

impl Schema {
    /// Gives objects that are there other definitions: those that the block creates anew.
    ///
    /// ```
    /// # use migration_core::{builder::*, preview::*};
    /// # let before = |schema: &mut Schema| {
    /// #     blog(schema);
    /// #     schema.create_view("titles", "SELECT title FROM posts");
    /// # };
    /// # let postgres = preview(before, |schema| {
    /// schema.redefine(|schema| {
    ///     schema.create_view("titles", "SELECT title, author_id FROM posts");
    /// });
    /// # }).postgres();
    ///
    /// assert_eq!(postgres, r#"DROP VIEW "titles";
    /// CREATE VIEW "titles" AS SELECT title, author_id FROM posts;
    /// "#);
    /// ```
    pub fn redefine(&mut self, describe: impl FnOnce(&mut Self)) {
        let mut schema = Self::new();
        describe(&mut schema);
        for mut recorded in schema.finish() {
            if let Operation::CreateObject(create) = recorded.operation {
                let to = create.object;
                recorded.operation = AlterObject { to }.into();
            } else if !matches!(recorded.operation, Operation::CommentOnObject(_)) {
                let message = "only an object that is created is given another definition here";
                let complaint = (message.to_owned(), recorded.at);
                recorded.complaints.push(complaint);
            }
            self.drafts.push(Draft::Recorded(Box::new(recorded)));
        }
    }

    pub(super) fn drop_object(&mut self, id: ObjectId, at: Location) -> &mut DropObjectBuilder {
        let operation = DropObject {
            id,
            if_exists: false,
            cascade: false,
        };
        keep(&mut self.drafts, DropObjectBuilder { operation, at })
    }

    pub(super) fn rename_object(&mut self, id: ObjectId, to: ObjectName, at: Location) {
        self.plain(RenameObject { id, to }, at);
    }

    pub(super) fn comment_on_object(
        &mut self,
        id: ObjectId,
        comment: impl Into<Option<String>>,
        at: Location,
    ) {
        let comment = comment.into();
        self.plain(CommentOnObject { id, comment }, at);
    }
}

/// Methods that most builders of objects have.
macro_rules! shared {
    ($($(#[$doc:meta])* $method:ident;)*) => {
        $($crate::builder::object::shared! { @$method $(#[$doc])* })*
    };
    (@comment $(#[$doc:meta])*) => {
        $(#[$doc])*
        pub fn comment(&mut self, comment: impl Into<String>) -> &mut Self {
            self.comment = Some(comment.into());
            self
        }
    };
    (@if_not_exists $(#[$doc:meta])*) => {
        $(#[$doc])*
        pub fn if_not_exists(&mut self) -> &mut Self {
            self.guards.if_not_exists = true;
            self
        }
    };
}
pub(super) use shared;

/// A new object and what is said of it: what builders become.
pub(super) fn created(
    object: Object,
    guards: Guards,
    comment: Option<String>,
    at: Location,
    out: &mut Vec<Recorded>,
) {
    let id = object.id();
    let create = CreateObject {
        object,
        if_not_exists: guards.if_not_exists,
        or_replace: guards.or_replace,
    };
    out.push(Recorded::new(create, at));
    if comment.is_some() {
        out.push(Recorded::new(CommentOnObject { id, comment }, at));
    }
}

/// What to do when there is one already.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Guards {
    pub(super) if_not_exists: bool,
    pub(super) or_replace: bool,
}
