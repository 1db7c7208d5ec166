//! What is written for "suite_user_types".

use migratory::prelude::*;

pub struct AColumnOfADomainKeepsItsRules;

#[migration(name = "20260301000000000_user_types_1")]
impl Migration for AColumnOfADomainKeepsItsRules {
    fn up(&self, schema: &mut Schema) {
        schema
            .create_domain("rating", small_integer())
            .check("rating_range", "VALUE >= 0 AND VALUE <= 5")
            .default(3)
            .not_null();

        schema.create_table("films", |t| {
            t.id();
            t.custom("rating", "rating");
        });
    }
}

pub struct ADomainThatAColumnIsOfIsChangedInPart;

#[migration(name = "20260301000000000_user_types_2")]
impl Migration for ADomainThatAColumnIsOfIsChangedInPart {
    fn up(&self, schema: &mut Schema) {
        schema
            .create_domain("email", string(100))
            .check("email_has_an_at", "VALUE::text ~~ '%@%'::text")
            .comment("it's an address");

        schema.create_table("users", |t| {
            t.id();
            t.custom("email", "email").optional();
        });

        schema.alter_domain("email", |t| {
            t.drop_check("email_has_an_at");
            t.add_check_not_valid("email_is_long", "length(VALUE::text) > 20");
            t.set_default("nobody@example.com, somewhere");
        });
    }
}

pub struct ADomainRefusesNullOnceNoRowHoldsIt;

#[migration(name = "20260301000000000_user_types_3")]
impl Migration for ADomainRefusesNullOnceNoRowHoldsIt {
    fn up(&self, schema: &mut Schema) {
        schema
            .create_domain("email", string(100))
            .check("email_has_an_at", "VALUE::text ~~ '%@%'::text")
            .comment("it's an address");

        schema.create_table("users", |t| {
            t.id();
            t.custom("email", "email").optional();
        });

        schema.alter_domain("email", |t| {
            t.set_not_null();
        });
    }
}

pub struct ACheckOfADomainIsNotAddedOverValuesThatBreakIt;

#[migration(name = "20260301000000000_user_types_4")]
impl Migration for ACheckOfADomainIsNotAddedOverValuesThatBreakIt {
    fn up(&self, schema: &mut Schema) {
        schema
            .create_domain("email", string(100))
            .check("email_has_an_at", "VALUE::text ~~ '%@%'::text")
            .comment("it's an address");

        schema.create_table("users", |t| {
            t.id();
            t.custom("email", "email").optional();
        });

        schema.alter_domain("email", |t| {
            t.add_check("short", "length(VALUE::text) < 5");
        });
    }
}

pub struct ColumnsFollowARenamedDomain;

#[migration(name = "20260301000000000_user_types_5")]
impl Migration for ColumnsFollowARenamedDomain {
    fn up(&self, schema: &mut Schema) {
        schema
            .create_domain("email", string(100))
            .check("email_has_an_at", "VALUE::text ~~ '%@%'::text")
            .comment("it's an address");

        schema.create_table("users", |t| {
            t.id();
            t.custom("email", "email").optional();
        });

        schema.rename_domain("email", "Mail address");
    }
}

pub struct ADomainIsDroppedWithItsColumnsAndComesBack;

#[migration(name = "20260301000000000_user_types_6")]
impl Migration for ADomainIsDroppedWithItsColumnsAndComesBack {
    fn up(&self, schema: &mut Schema) {
        schema
            .create_domain("email", string(100))
            .check("email_has_an_at", "VALUE::text ~~ '%@%'::text")
            .comment("it's an address");

        schema.create_table("users", |t| {
            t.id();
            t.custom("email", "email").optional();
        });

        schema.alter_table("users", |t| {
            t.drop_column("email");
        });

        schema.drop_domain("email");
    }
}

pub struct ACompositeTypeHoldsItsAttributes;

#[migration(name = "20260301000000000_user_types_7")]
impl Migration for ACompositeTypeHoldsItsAttributes {
    fn up(&self, schema: &mut Schema) {
        schema.create_composite_type("address", |t| {
            t.attribute("street", text());
            t.attribute("zip code", string(10));
        });

        schema.create_table("people", |t| {
            t.id();
            t.custom("home", "address").optional();
        });

        schema
            .create_composite_type("point of two", |t| {
                t.attribute("x", double());
                t.attribute("y", double());
            })
            .comment("it's two");

        schema.alter_table("people", |t| {
            t.add_column("at", custom("\"point of two\"")).optional();
        });
    }
}

pub struct AttributesOfACompositeTypeComeGoAndAreRenamed;

#[migration(name = "20260301000000000_user_types_8")]
impl Migration for AttributesOfACompositeTypeComeGoAndAreRenamed {
    fn up(&self, schema: &mut Schema) {
        schema.create_composite_type("address", |t| {
            t.attribute("street", text());
            t.attribute("zip code", string(10));
        });

        schema.create_table("people", |t| {
            t.id();
            t.custom("home", "address").optional();
        });

        schema.alter_composite_type("address", |t| {
            t.add_attribute("city", text());
            t.rename_attribute("zip code", "postcode");
        });
    }
}

pub struct ACompositeTypeIsRenamedAndDropped;

#[migration(name = "20260301000000000_user_types_9")]
impl Migration for ACompositeTypeIsRenamedAndDropped {
    fn up(&self, schema: &mut Schema) {
        schema.create_composite_type("address", |t| {
            t.attribute("street", text());
            t.attribute("zip code", string(10));
        });

        schema.create_table("people", |t| {
            t.id();
            t.custom("home", "address").optional();
        });

        schema.rename_composite_type("address", "place");

        schema.alter_table("people", |t| {
            t.drop_column("home");
        });

        schema.drop_composite_type("place");
    }
}

pub struct ARangeTypeKnowsWhatItContains;

#[migration(name = "20260301000000000_user_types_10")]
impl Migration for ARangeTypeKnowsWhatItContains {
    fn up(&self, schema: &mut Schema) {
        schema
            .create_range_type("float_range", double())
            .difference("float8mi");

        schema.create_table("readings", |t| {
            t.id();
            t.custom("span", "float_range");
        });
    }
}

pub struct CommentsOnTypesAndTheLikeComeAndGo;

#[migration(name = "20260301000000000_user_types_11")]
impl Migration for CommentsOnTypesAndTheLikeComeAndGo {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("shade", ["dark", "light"]);
        schema.create_domain("small", integer());

        schema.create_composite_type("spot", |t| {
            t.attribute("x", integer());
        });

        schema.create_range_type("span", date());

        schema.create_table("places", |t| {
            t.id();
        });

        schema.create_policy("all_of_it", "places").using("true");
        schema.create_publication("news").table("places");
        schema.create_schema("annex");
        schema.create_extension("pg_trgm");
        schema
            .create_rule("kept", "places")
            .on_delete()
            .do_instead_nothing();

        schema.create_table("pairs", |t| {
            t.integer("a");
            t.integer("b");
        });

        schema.create_statistics("of_pairs", "pairs", ["a", "b"]);
        schema.comment_on_type("shade", "of light".to_owned());
        schema.comment_on_domain("small", "a number".to_owned());
        schema.comment_on_composite_type("spot", "a place".to_owned());
        schema.comment_on_range_type("span", "days".to_owned());
        schema.comment_on_policy("all_of_it", "places", "for all".to_owned());
        schema.comment_on_publication("news", "what is new".to_owned());
        schema.comment_on_schema("annex", "what is beside".to_owned());
        schema.comment_on_extension("pg_trgm", "for names".to_owned());
        schema.comment_on_rule("kept", "places", "all are kept".to_owned());
        schema.comment_on_statistics("of_pairs", "both at once".to_owned());
    }
}
