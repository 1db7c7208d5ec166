//! What is written for "random".

use migratory::prelude::*;

pub struct History0;

#[migration(name = "20260301000000000_history_0")]
impl Migration for History0 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t1", |t| {
            t.string("sélect2", 40).primary_key();
            t.string("c3", 40).default(r"it's \ default");
            t.index("c3").name("i4");
        });

        schema.create_table("sélect5", |t| {
            t.integer("c6").optional().default(-7);
            t.binary("c7");
            t.index("c6").name("i8");
        });

        schema.alter_table("t1", |t| {
            t.drop_comment_on_column("sélect2");
        });

        schema
            .create_policy("p9", "t1")
            .restrictive()
            .for_delete()
            .using("CURRENT_USER = 'ada'::name");

        schema.alter_table("sélect5", |t| {
            t.set_not_null("c6");
            t.add_column("c10", text())
                .optional()
                .comment("what it holds");
        });

        schema.alter_table("t1", |t| {
            t.rename_column("sélect2", "c11");
        });

        schema.create_table("t12", |t| {
            t.text("Order13");
            t.integer("c14").unique();
            t.integer("c15").default(-7);
            t.timestamp("c16");
        });

        schema.grant([Privilege::Update], "sélect5").to("PUBLIC");
        schema.drop_table("t1").if_exists();

        schema.alter_table("sélect5", |t| {
            t.set_compression("c7", "lz4");
        });

        schema.create_table("sélect17", |t| {
            t.small_integer("c`18%$1?").primary_key();
            t.comment("a 'comment'");
        });

        schema.alter_table("sélect5", |t| {
            t.set_storage("fillfactor", "50");
        });

        schema.alter_table("sélect17", |t| {
            t.rename_column("c`18%$1?", "c19");
        });

        schema.rename_table("sélect5", "t`20%$1?");

        schema.alter_table("sélect17", |t| {
            t.add_column("c21", big_integer())
                .optional()
                .statistics(200);
        });

        schema.rename_table("sélect17", "t22");

        schema.create_table("l23", |t| {
            t.like("t22");
        });

        schema.alter_table("t12", |t| {
            t.rename_column("c14", "c24");
        });

        schema.create_table("l25", |t| {
            t.like("t22");
        });

        schema
            .add_foreign_key("l25", "c19")
            .references("l23", "c19")
            .on_delete(Restrict);
        schema.drop_table("t22");
        schema.create_sequence("s26");
    }
}

pub struct History1;

#[migration(name = "20260301000000000_history_1")]
impl Migration for History1 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t1", |t| {
            t.date("c2");
        });

        schema.create_table("sélect3", |t| {
            t.uuid("c4").primary_key().unique();
            t.date("c5");
            t.integer("c6").default(-7);
            t.index("c6").name("i7");
        });

        schema.create_view(
            "w8",
            expr("SELECT t1.c2 FROM t1").on(Mysql, "select `t1`.`c2` AS `c2` from `t1`"),
        );

        schema.alter_table("t1", |t| {
            t.add_column("c9", integer()).optional();
        });

        schema.create_table("t10", |t| {
            t.text("c11").optional();
        });

        schema.create_table("t12", |t| {
            t.binary("c13").optional();
            t.string("c14", 40);
        });

        schema.alter_table("t1", |t| {
            t.set_storage("fillfactor", "50");
        });

        schema.alter_table("t12", |t| {
            t.add_column("c15", timestamp())
                .first()
                .default(expr("now()"));
        });

        schema.alter_table("t10", |t| {
            t.add_column("c16", uuid())
                .optional()
                .comment("what it holds");
            t.add_column("sélect17", integer())
                .if_not_exists()
                .optional();
            t.add_column("c18", text())
                .first()
                .optional()
                .comment("what it holds");
        });

        schema.create_type("e19", ["a", "it's"]);

        schema.alter_table("sélect3", |t| {
            t.add_check("sélect3_c6_check", "c6 > 0");
            t.rename_column("c6", "c20");
        });

        schema.create_sequence("s \"21\"; --").cache(5).cycle();

        schema.create_table("t22", |t| {
            t.if_not_exists();
            t.big_integer("c`23%$1?");
        });

        schema.comment_on_constraint("sélect3", "sélect3_pkey", None);
    }
}

pub struct History2;

#[migration(name = "20260301000000000_history_2")]
impl Migration for History2 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t1", |t| {
            t.decimal("c2", 10, 2).optional();
            t.comment("a 'comment'");
        });

        schema.create_table("t3", |t| {
            t.string("c4", 40).optional();
            t.boolean("c5").optional();
            t.string("c`6%$1?", 40)
                .optional()
                .default(r"it's \ default")
                .unique();
            t.timestamp("c7");
            t.index("c4").name("i8");
        });

        schema.create_materialized_view(
            "w10",
            expr("SELECT t1.c2 FROM t1").on(Mysql, "select `t1`.`c2` AS `c2` from `t1`"),
        );

        schema.alter_table("t3", |t| {
            t.drop_default("c4");
        });

        schema.reindex("t3", "i8");
        schema.create_index("t3", "c4").name("i11");
        schema.create_type("e \"12\"; --", ["a", "it's"]);

        schema.create_table("Order13", |t| {
            t.local_timestamp("c14").default(expr("now()"));
            t.timestamp("c15")
                .optional()
                .default(expr("now()"))
                .comment("what it holds");
            t.text("sélect16").optional();
            t.text("Order17");
            t.comment("a 'comment'");
        });

        schema.create_materialized_view(
            "w`18%$1?",
            expr("SELECT t3.c4 FROM t3").on(Mysql, "select `t3`.`c4` AS `c4` from `t3`"),
        );

        schema.alter_table("Order13", |t| {
            t.drop_comment_on_column("c14");
        });

        schema.create_table("Order19", |t| {
            t.string("c20", 40)
                .primary_key()
                .default(r"it's \ default")
                .unique();
            t.big_integer("c21").default(-7);
            t.decimal("c22", 10, 2).optional();
            t.integer("c23").default(-7);
            t.index(["c21", "c23"])
                .name("i24")
                .unique()
                .with("fillfactor", "60");
        });

        schema
            .add_exclusion("t3")
            .with("c4", "=")
            .name("x25")
            .using("hash")
            .initially_deferred();

        schema.alter_table("Order13", |t| {
            t.reset_storage("fillfactor");
        });
    }
}

pub struct History3;

#[migration(name = "20260301000000000_history_3")]
impl Migration for History3 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t`1%$1?", |t| {
            t.date("c2").comment("what it holds");
            t.integer("c3").check("c3 > 0");
            t.small_integer("c4").optional();
            t.uuid("c5").comment("what it holds");
        });

        schema.create_table("t6", |t| {
            t.big_integer("c \"7\"; --").optional();
            t.string("c8", 40);
            t.text("Order9").optional().comment("what it holds");
        });

        schema.drop_table("t6").cascade();

        schema.create_table("t11", |t| {
            t.uuid("c12").optional();
            t.index("c12").name("i13");
            t.comment("a 'comment'");
        });

        schema.drop_index("t11", "i13");

        schema.alter_table("t`1%$1?", |t| {
            t.drop_column("c4").cascade();
        });

        schema.drop_constraint("t`1%$1?", "t`1%$1?_c3_check");

        schema.alter_table("t`1%$1?", |t| {
            t.add_check("t`1%$1?_c3_check", "c3 > 0");
            t.add_column("c14", local_timestamp())
                .default(expr("now()"));
            t.add_column("c15", local_timestamp()).optional();
        });

        schema.create_type("e16", ["a", "it's"]);

        schema.alter_table("t11", |t| {
            t.add_exclusion()
                .with("c12", "=")
                .name("x17")
                .using("hash")
                .deferrable();
            t.add_column("c18", timestamp())
                .first()
                .if_not_exists()
                .optional()
                .statistics(200);
        });

        schema
            .add_exclusion("t`1%$1?")
            .with("c3", "=")
            .name("x20")
            .using("hash")
            .initially_deferred();
        schema.drop_table("t11").cascade();

        schema.create_table("t21", |t| {
            t.if_not_exists();
            t.text("c`22%$1?").optional();
            t.decimal("c23", 10, 2).optional();
            t.uuid("c \"24\"; --").optional().unique();
            t.comment("a 'comment'");
        });

        schema.rename_constraint("t21", "t21_c \"24\"; --_key", "Order25");
        schema.reindex_table("t21");

        schema.alter_table("t`1%$1?", |t| {
            t.reset_storage("fillfactor");
        });

        schema.drop_constraint("t`1%$1?", "t`1%$1?_c3_check");
        schema.set_deferrable("t21", "Order25", Deferrable::InitiallyDeferred);
    }
}

pub struct History4;

#[migration(name = "20260301000000000_history_4")]
impl Migration for History4 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t1", |t| {
            t.text("c2");
            t.binary("c3").optional();
            t.big_integer("c4").check("c4 > 0").comment("what it holds");
        });

        schema.create_table("t5", |t| {
            t.timestamp("c6");
            t.double("c \"7\"; --").optional();
            t.comment("a 'comment'");
        });

        schema.enable_row_security("t1");

        schema.alter_table("t1", |t| {
            t.add_column("c8", timestamp())
                .default(expr("now()"))
                .comment("what it holds");
        });

        schema.create_view(
            "w9",
            expr("SELECT t5.c6 FROM t5").on(Mysql, "select `t5`.`c6` AS `c6` from `t5`"),
        );

        schema.alter_table("t5", |t| {
            t.set_not_null("c \"7\"; --");
        });

        schema.reindex_table("t1");

        schema.alter_table("t5", |t| {
            t.drop_default("c6");
        });

        schema
            .add_exclusion("t1")
            .with("c4", "=")
            .name("x10")
            .using("hash")
            .initially_deferred();
        schema.create_type("e`11%$1?", ["a", "it's"]);

        schema.alter_table("t1", |t| {
            t.add_column("c12", date())
                .first()
                .optional()
                .comment("what it holds");
        });

        schema.alter_table("t5", |t| {
            t.set_nullable("c6");
        });

        schema.alter_table("t1", |t| {
            t.drop_column("c8");
        });

        schema.reindex_table("t5");
        schema.create_view(
            "w13",
            expr("SELECT t1.c12 FROM t1").on(Mysql, "select `t1`.`c12` AS `c12` from `t1`"),
        );
        schema.drop_constraint("t1", "t1_c4_check");
        schema.set_deferrable("t1", "x10", Deferrable::No);
        schema.create_type("e14", ["a", "it's"]);
        schema.grant([Privilege::All], "t5").to("PUBLIC");
        schema.add_type_value("e14", "sélect15").after("it's");

        schema.create_table("l16", |t| {
            t.like("t1");
        });

        schema.create_table("Order17", |t| {
            t.like("l16");
        });

        schema.alter_table("t1", |t| {
            t.set_storage("fillfactor", "70");
        });

        schema.alter_table("Order17", |t| {
            t.add_index("c4").name("i18");
            t.add_check("Order17_c4_check", "c4 > 0");
        });

        schema.alter_table("l16", |t| {
            t.set_unlogged();
        });

        schema.alter_table("t1", |t| {
            t.rename_column("c3", "c19");
        });

        schema.rename_type_value("e`11%$1?", "a", "v20");
    }
}

pub struct History5;

#[migration(name = "20260301000000000_history_5")]
impl Migration for History5 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t1", |t| {
            t.uuid("c2").comment("what it holds");
            t.comment("a 'comment'");
        });

        schema.create_table("t3", |t| {
            t.integer("sélect4");
        });

        schema.drop_table("t1").if_exists().cascade();

        schema.create_table("t`5%$1?", |t| {
            t.integer("Order6").optional().unique();
            t.comment("a 'comment'");
        });

        schema
            .create_index("t3", "sélect4")
            .name("sélect7")
            .unique();
        schema.rename_constraint("t`5%$1?", "t`5%$1?_Order6_key", "k8");
        schema.create_index("t3", "sélect4").name("sélect9");
        schema.reindex("t3", "sélect7");

        schema.create_composite_type("y10", |t| {
            t.attribute("a11", text());
            t.attribute("a12", string(20));
        });

        schema.alter_table("t`5%$1?", |t| {
            t.change_type("Order6", big_integer());
        });

        schema.drop_composite_type("y10").if_exists();

        schema.alter_table("t`5%$1?", |t| {
            t.reset_compression("Order6");
        });

        schema.grant([Privilege::All], "t`5%$1?").to("PUBLIC");
        schema.create_index("t`5%$1?", "Order6").name("sélect13");
        schema
            .create_domain("d`14%$1?", integer())
            .check("k15", "VALUE > 0")
            .default(7);

        schema.alter_table("t`5%$1?", |t| {
            t.set_unlogged();
        });

        schema.comment_on_domain("d`14%$1?", None);
        schema
            .add_exclusion("t`5%$1?")
            .with("Order6", "=")
            .name("x \"16\"; --")
            .using("hash")
            .initially_deferred();
        schema.rename_domain("d`14%$1?", "o17");
        schema
            .create_function("f`18%$1?", "", "trigger")
            .body(
                r"BEGIN -- $$ it's
RETURN coalesce(new, old); END",
            )
            .on(Postgres);
        schema
            .create_function("f19", "", "trigger")
            .security_definer()
            .set("search_path", "public, pg_temp")
            .body(
                r"BEGIN -- $$ it's
RETURN coalesce(new, old); END",
            )
            .on(Postgres);

        schema.alter_table("t`5%$1?", |t| {
            t.add_column("Order20", binary()).optional();
        });

        schema.rename_index("t3", "sélect9", "i21");
        schema
            .create_trigger("g \"22\"; --", "t3")
            .before_insert()
            .execute("f19")
            .body(expr("SELECT 1").on(Mysql, "SET @seen = 'it;s'; SET @more = 1;"));
    }
}

pub struct History6;

#[migration(name = "20260301000000000_history_6")]
impl Migration for History6 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t \"1\"; --", |t| {
            t.integer("c2").primary_key().auto_increment();
            t.decimal("c3", 10, 2);
            t.small_integer("c`4%$1?").optional();
        });

        schema.create_table("t5", |t| {
            t.string("c6", 40).unique();
        });

        schema.alter_table("t5", |t| {
            t.add_column("c7", string(40)).optional();
        });

        schema.enable_row_security("t5").force();

        schema.alter_table("t5", |t| {
            t.set_storage("fillfactor", "70");
        });

        schema.create_type("e \"8\"; --", ["a", "it's"]);
        schema.create_index("t5", ["c6", "c7"]).name("i9").unique();
        schema
            .drop_type_value("e \"8\"; --", "a")
            .replace_with("it's");
        schema.add_check("t \"1\"; --", "t \"1\"; --_c2_check", "c2 > 0");
        schema.drop_type("e \"8\"; --");
        schema.drop_table("t \"1\"; --").cascade();

        schema.create_table("t10", |t| {
            t.double("c11");
            t.binary("Order12");
            t.boolean("c \"13\"; --").optional();
        });

        schema.alter_table("t5", |t| {
            t.add_index(col("c6").prefix(7)).name("i14");
            t.reset_storage("fillfactor");
        });

        schema
            .create_view(
                "w15",
                expr("SELECT t10.c11 FROM t10").on(Mysql, "select `t10`.`c11` AS `c11` from `t10`"),
            )
            .security_invoker();

        schema.alter_table("t10", |t| {
            t.comment_on_column("Order12", "new comment");
            t.add_column("c16", local_timestamp()).optional();
            t.add_column("c`17%$1?", integer()).optional();
        });

        schema.alter_table("t5", |t| {
            t.drop_default("c6");
            t.add_index("c6").name("i \"18\"; --");
        });
    }
}

pub struct History7;

#[migration(name = "20260301000000000_history_7")]
impl Migration for History7 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t`1%$1?", |t| {
            t.binary("c2").optional();
            t.string("c3", 40);
            t.text("c4").optional();
            t.index("c3").name("i`5%$1?").with("fillfactor", "60");
        });

        schema.create_table("t6", |t| {
            t.string("Order7", 40).primary_key();
            t.date("c8");
            t.text("c9").optional();
            t.index("Order7").name("i`10%$1?");
            t.comment("a 'comment'");
        });

        schema.create_table("l11", |t| {
            t.like("t`1%$1?");
        });

        schema
            .add_exclusion("t`1%$1?")
            .with("c3", "=")
            .name("x12")
            .using("hash");

        schema.alter_table("t6", |t| {
            t.drop_column("c8");
        });

        schema.alter_table("t`1%$1?", |t| {
            t.rename_column("c2", "c \"13\"; --");
            t.change_type("c3", text());
        });

        schema.reset_index_storage("t`1%$1?", "i`5%$1?", "fillfactor");

        schema.alter_table("t6", |t| {
            t.add_foreign_key("Order7")
                .references("t6", "Order7")
                .on_delete(Restrict);
            t.set_unlogged();
        });

        schema
            .add_exclusion("l11")
            .with("c3", "=")
            .name("x14")
            .using("hash");
        schema.create_index("t6", "Order7").name("i15");

        schema.create_table("t16", |t| {
            t.if_not_exists();
            t.integer("Order17").primary_key().default(-7);
            t.index("Order17").name("i18");
            t.comment("a 'comment'");
        });

        schema
            .create_domain("d19", integer())
            .check("k20", "VALUE > 0")
            .not_null();

        schema.alter_domain("d19", |t| {
            t.set_nullable();
        });

        schema.create_table("t21", |t| {
            t.integer("c22").optional().default(-7).unique();
            t.text("Order23");
            t.string("Order24", 40).default(r"it's \ default");
            t.decimal("sélect25", 10, 2).comment("what it holds");
        });
    }
}

pub struct History8;

#[migration(name = "20260301000000000_history_8")]
impl Migration for History8 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("Order1", |t| {
            t.if_not_exists();
            t.integer("c2").optional();
        });

        schema.create_table("t3", |t| {
            t.integer("Order4");
            t.local_timestamp("c \"5\"; --").optional();
            t.double("c6");
            t.comment("a 'comment'");
        });

        schema.add_unique("Order1", "c2");

        schema.create_table("t7", |t| {
            t.string("c8", 40).primary_key();
            t.text("c9");
            t.integer("sélect10");
            t.integer("sélect11");
        });

        schema.create_index("t7", ["c8", "sélect11"]).name("i12");
        schema.comment_on_constraint("t7", "t7_pkey", "it's a key".to_owned());
        schema.create_index("t3", "Order4").name("i13");
        schema.rename_table("t7", "t14");

        schema.alter_table("t3", |t| {
            t.comment("it's a table");
            t.add_index("Order4").name("Order15");
        });

        schema.create_view(
            "w16",
            expr("SELECT t3.c6 FROM t3").on(Mysql, "select `t3`.`c6` AS `c6` from `t3`"),
        );

        schema.alter_table("Order1", |t| {
            t.set_statistics("c2", 500);
        });

        schema.alter_table("t3", |t| {
            t.set_statistics("c6", 0);
        });

        schema.alter_table("t14", |t| {
            t.set_compression("c8", "lz4");
        });

        schema.drop_table("Order1");

        schema.alter_table("t14", |t| {
            t.add_column("c18", double()).optional();
        });

        schema.rename_table("t14", "Order19");
        schema
            .add_exclusion("t3")
            .with("Order4", "=")
            .name("x20")
            .using("btree");

        schema.create_table("l21", |t| {
            t.like("Order19");
        });

        schema.alter_table("t3", |t| {
            t.set_default("Order4", -7);
        });

        schema.add_unique("Order19", "sélect10");

        schema.alter_table("t3", |t| {
            t.add_column("c22", uuid()).if_not_exists().optional();
        });
    }
}

pub struct History9;

#[migration(name = "20260301000000000_history_9")]
impl Migration for History9 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t1", |t| {
            t.if_not_exists();
            t.string("c2", 40).primary_key().default(r"it's \ default");
        });

        schema.create_table("t3", |t| {
            t.integer("c4").primary_key();
            t.timestamp("c5");
            t.string("c6", 40)
                .optional()
                .references("t1", "c2")
                .on_delete(Cascade);
            t.integer("c7").unique();
            t.comment("a 'comment'");
        });

        schema.alter_table("t1", |t| {
            t.set_storage("fillfactor", "70");
            t.rename_column("c2", "Order8");
            t.change_type("Order8", text());
            t.comment("it's a table");
        });

        schema.rename_table("t3", "t9");

        schema.alter_table("t9", |t| {
            t.set_default("c5", expr("now()"));
        });

        schema.alter_table("t1", |t| {
            t.drop_comment();
        });

        schema
            .add_foreign_key("t9", "c7")
            .references("t9", "c4")
            .on_delete(Cascade);

        schema.create_table("l \"11\"; --", |t| {
            t.like("t9");
        });

        schema.alter_table("t9", |t| {
            t.reset_statistics("c7");
        });

        schema
            .create_function("f12", "", "trigger")
            .body("BEGIN RETURN coalesce(new, old); END")
            .on(Postgres);

        schema.create_table("Order13", |t| {
            t.like("t1");
        });

        schema.alter_table("t9", |t| {
            t.set_unlogged();
        });

        schema.create_type("e \"14\"; --", ["a", "it's"]);

        schema.create_table("l \"15\"; --", |t| {
            t.like("t1");
        });

        schema.create_table("l16", |t| {
            t.like("Order13");
        });

        schema
            .add_type_value("e \"14\"; --", "v`17%$1?")
            .before("a");
        schema.create_sequence("s18");
        schema.create_sequence("s19").cache(5).cycle();
        schema
            .add_type_value("e \"14\"; --", "Order20")
            .before("it's");

        schema.alter_table("l16", |t| {
            t.add_column("c21", integer()).default(-7);
        });

        schema.alter_table("l \"11\"; --", |t| {
            t.add_column("c22", small_integer()).optional();
        });
    }
}

pub struct History10;

#[migration(name = "20260301000000000_history_10")]
impl Migration for History10 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("Order1", |t| {
            t.if_not_exists();
            t.integer("Order2").optional();
            t.binary("c3");
            t.string("c4", 40).unique();
            t.uuid("c5").optional();
            t.index([col("c5"), col("c4").desc()]).name("sélect6");
        });

        schema.create_table("t7", |t| {
            t.integer("c8").primary_key().default(-7).check("c8 > 0");
            t.timestamp("c9").optional().default(expr("now()"));
            t.big_integer("c10").optional();
            t.comment("a 'comment'");
        });

        schema
            .create_domain("d11", integer())
            .check("k12", "VALUE > 0")
            .default(7);
        schema.reindex("Order1", "sélect6");
        schema.drop_table("Order1").cascade();

        schema.create_table("t13", |t| {
            t.integer("c14").primary_key().auto_increment();
            t.decimal("c15", 10, 2);
        });

        schema.alter_table("t13", |t| {
            t.drop_comment();
        });

        schema.alter_table("t7", |t| {
            t.add_column("c16", binary()).optional();
        });

        schema.alter_table("t13", |t| {
            t.set_unlogged();
        });

        schema.alter_table("t7", |t| {
            t.drop_default("c10");
        });

        schema.create_domain("d17", integer()).default(7);
        schema.create_index("t13", "c14").name("i`18%$1?");

        schema.create_table("l19", |t| {
            t.like("t13");
        });

        schema.rename_table("t7", "Order20");

        schema.create_table("Order21", |t| {
            t.like("Order20");
        });

        schema
            .create_function("f22", "", "trigger")
            .strict()
            .body("BEGIN RETURN coalesce(new, old); END")
            .on(Postgres);
        schema.create_type("e23", ["a", "it's"]);
        schema.drop_table("l19");

        schema.alter_table("Order21", |t| {
            t.set_statistics("c16", 0);
            t.add_unique("c10");
        });

        schema.rename_table("Order20", "t24");
        schema.rename_constraint("t24", "t7_c8_check", "k25");
        schema.create_type("e26", ["a", "it's"]);

        schema.create_table("t \"27\"; --", |t| {
            t.integer("c \"28\"; --").primary_key();
        });
    }
}

pub struct History11;

#[migration(name = "20260301000000000_history_11")]
impl Migration for History11 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t1", |t| {
            t.text("sélect2");
            t.string("c3", 40);
            t.decimal("c4", 10, 2);
            t.date("c5");
            t.index("c3").name("i \"6\"; --");
        });

        schema.create_table("t7", |t| {
            t.local_timestamp("c \"8\"; --").optional();
            t.comment("a 'comment'");
        });

        schema.drop_table("t7").cascade();

        schema.create_table("Order9", |t| {
            t.binary("sélect10").comment("what it holds");
            t.timestamp("c`11%$1?").optional();
            t.integer("c \"12\"; --").optional();
        });

        schema.create_table("sélect13", |t| {
            t.like("Order9");
        });

        schema.create_table("l14", |t| {
            t.like("Order9");
        });

        schema.alter_table("Order9", |t| {
            t.reset_storage("fillfactor");
        });

        schema
            .create_domain("d15", integer())
            .check("k`16%$1?", "VALUE > 0")
            .default(7);

        schema.alter_table("Order9", |t| {
            t.add_column("c17", timestamp())
                .optional()
                .statistics(200)
                .comment("what it holds");
        });

        schema.alter_table("sélect13", |t| {
            t.add_column("c18", decimal(10, 2)).optional();
        });

        schema.rename_domain("d15", "Order19");

        schema.create_table("t20", |t| {
            t.integer("c \"21\"; --");
            t.big_integer("c22").default(-7);
        });

        schema.drop_domain("Order19").if_exists();
        schema
            .create_materialized_view(
                "w23",
                expr("SELECT t1.c3 FROM t1").on(Mysql, "select `t1`.`c3` AS `c3` from `t1`"),
            )
            .without_data();
        schema
            .create_function("f \"24\"; --", "", "trigger")
            .body("BEGIN RETURN coalesce(new, old); END")
            .on(Postgres);
    }
}

pub struct History12;

#[migration(name = "20260301000000000_history_12")]
impl Migration for History12 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t1", |t| {
            t.integer("c2").default(-7).comment("what it holds");
            t.date("Order3").optional();
            t.string("sélect4", 40).default(r"it's \ default");
            t.comment("a 'comment'");
        });

        schema.create_table("t5", |t| {
            t.integer("c6").optional();
            t.big_integer("c`7%$1?").optional();
            t.date("c8").comment("what it holds");
            t.index("c6")
                .name("i`9%$1?")
                .unique()
                .with("fillfactor", "60");
        });

        schema.alter_table("t5", |t| {
            t.add_column("c10", integer())
                .after("c`7%$1?")
                .optional()
                .statistics(200);
        });

        schema
            .create_materialized_view(
                "w`11%$1?",
                expr("SELECT t1.c2 FROM t1").on(Mysql, "select `t1`.`c2` AS `c2` from `t1`"),
            )
            .without_data();
        schema
            .create_policy("p12", "t1")
            .restrictive()
            .for_delete()
            .using("CURRENT_USER = 'ada'::name");
        schema.add_unique("t5", "c6");

        schema.create_composite_type("Order13", |t| {
            t.attribute("a`14%$1?", text());
            t.attribute("a`15%$1?", string(20));
            t.attribute("a`16%$1?", double());
        });

        schema.alter_table("t1", |t| {
            t.add_column("sélect17", binary()).optional();
            t.add_column("c18", binary())
                .after("c2")
                .if_not_exists()
                .optional()
                .compression("lz4")
                .comment("what it holds");
        });

        schema
            .create_function("f`19%$1?", "", "trigger")
            .body(
                r"BEGIN -- $$ it's
RETURN coalesce(new, old); END",
            )
            .on(Postgres);

        schema.alter_table("t1", |t| {
            t.drop_comment();
        });

        schema
            .create_function("f`20%$1?", "", "trigger")
            .body(
                r"BEGIN -- $$ it's
RETURN coalesce(new, old); END",
            )
            .on(Postgres);

        schema.alter_table("t1", |t| {
            t.set_unlogged();
        });

        schema.alter_table("t5", |t| {
            t.comment("it's a table");
        });

        schema
            .create_trigger("g21", "t1")
            .before_update()
            .execute("f`19%$1?")
            .body(expr("SELECT 1").on(Mysql, "SET @seen = 'it;s'; SET @more = 1;"));

        schema.alter_table("t1", |t| {
            t.add_column("Order22", integer()).optional();
        });

        schema.alter_table("t5", |t| {
            t.set_unlogged();
            t.comment("it's a table");
        });

        schema.create_type("e23", ["a", "it's"]);
    }
}

pub struct History13;

#[migration(name = "20260301000000000_history_13")]
impl Migration for History13 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t1", |t| {
            t.text("c2").optional();
            t.integer("Order3");
        });

        schema.create_table("sélect4", |t| {
            t.decimal("c5", 10, 2);
            t.date("c6");
            t.timestamp("c7").optional();
            t.binary("sélect8");
            t.comment("a 'comment'");
        });

        schema.create_composite_type("y9", |t| {
            t.attribute("a10", text());
            t.attribute("a11", string(20));
            t.attribute("a12", text());
        });

        schema
            .create_function("f13", "", "trigger")
            .security_definer()
            .set("search_path", "public, pg_temp")
            .body("BEGIN RETURN coalesce(new, old); END")
            .on(Postgres);
        schema
            .create_function("f14", "", "trigger")
            .body(
                r"BEGIN -- $$ it's
RETURN coalesce(new, old); END",
            )
            .on(Postgres);

        schema.create_table("t15", |t| {
            t.timestamp("sélect16").optional().default(expr("now()"));
            t.string("c17", 40);
            t.string("c18", 40).optional().default(r"it's \ default");
            t.comment("a 'comment'");
        });

        schema.alter_table("t1", |t| {
            t.add_column("Order19", string(40))
                .after("Order3")
                .optional();
            t.drop_default("Order3");
        });

        schema.alter_table("sélect4", |t| {
            t.add_column("c20", decimal(10, 2))
                .after("c5")
                .optional()
                .comment("what it holds");
            t.add_column("c \"21\"; --", integer())
                .first()
                .optional()
                .comment("what it holds");
        });

        schema.alter_table("t1", |t| {
            t.add_exclusion()
                .with("Order19", "=")
                .name("x \"22\"; --")
                .using("btree")
                .deferrable();
            t.set_compression("c2", "pglz");
        });

        schema.drop_constraint("t1", "x \"22\"; --");
        schema.drop_table("t15");
        schema.reindex_table("sélect4");
        schema.comment_on_composite_type("y9", "what it's for".to_owned());
        schema
            .create_trigger("g`23%$1?", "sélect4")
            .before_delete()
            .execute("f13")
            .body(expr("SELECT 1").on(Mysql, "SET @seen = 'it;s'; SET @more = 1;"));
        schema.create_view(
            "w \"24\"; --",
            expr("SELECT t1.c2 FROM t1").on(Mysql, "select `t1`.`c2` AS `c2` from `t1`"),
        );
    }
}

pub struct History14;

#[migration(name = "20260301000000000_history_14")]
impl Migration for History14 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t1", |t| {
            t.integer("c2").primary_key().auto_increment();
            t.integer("c3").default(-7);
            t.local_timestamp("c4").optional();
            t.double("c5");
            t.index("c3").name("i \"6\"; --").unique();
        });

        schema.create_table("t`7%$1?", |t| {
            t.integer("Order8").primary_key();
            t.small_integer("c9");
            t.double("sélect10").optional();
            t.index([col("Order8"), col("c9").desc()]).name("i11");
        });

        schema.alter_table("t`7%$1?", |t| {
            t.add_index("c9").name("i \"12\"; --").unique();
            t.add_unique("c9").name("k13").using_index("i \"12\"; --");
        });

        schema.alter_table("t1", |t| {
            t.comment("it's a table");
        });

        schema.set_deferrable("t`7%$1?", "k13", Deferrable::InitiallyImmediate);
        schema
            .create_view(
                "w14",
                expr("SELECT t1.c2 FROM t1").on(Mysql, "select `t1`.`c2` AS `c2` from `t1`"),
            )
            .security_invoker();
        schema.create_index("t`7%$1?", "c9").name("i15");
        schema.drop_index("t`7%$1?", "i11");
        schema.create_index("t1", "c3").name("i \"16\"; --");
        schema
            .create_function("f`17%$1?", "", "trigger")
            .body("BEGIN RETURN coalesce(new, old); END")
            .on(Postgres);

        schema.alter_table("t1", |t| {
            t.add_column("c18", date())
                .first()
                .if_not_exists()
                .optional()
                .comment("what it holds");
            t.add_column("c19", date()).optional();
        });

        schema.rename_constraint("t1", "t1_pkey", "k20");
        schema.set_index_storage("t1", "i \"6\"; --", "fillfactor", "70");
        schema
            .create_index("t`7%$1?", "Order8")
            .name("i21")
            .with("fillfactor", "60");

        schema.alter_table("t1", |t| {
            t.set_storage("fillfactor", "70");
        });

        schema.create_materialized_view(
            "w22",
            expr("SELECT t1.c5 FROM t1").on(Mysql, "select `t1`.`c5` AS `c5` from `t1`"),
        );

        schema.alter_table("t`7%$1?", |t| {
            t.set_not_null("sélect10");
        });
    }
}

pub struct History15;

#[migration(name = "20260301000000000_history_15")]
impl Migration for History15 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("sélect1", |t| {
            t.small_integer("Order2").optional();
            t.string("c3", 40).optional().unique();
            t.index("Order2").name("i`4%$1?");
        });

        schema.create_table("sélect5", |t| {
            t.big_integer("c6").primary_key().auto_increment();
        });

        schema.add_unique("sélect5", "c6");
        schema.reindex("sélect1", "i`4%$1?");
        schema.rename_constraint("sélect5", "sélect5_pkey", "k7");

        schema.alter_table("sélect1", |t| {
            t.set_unlogged();
        });

        schema.enable_row_security("sélect1");

        schema.create_table("l8", |t| {
            t.like("sélect5");
        });

        schema
            .add_exclusion("sélect1")
            .with("Order2", "=")
            .name("x9")
            .using("btree")
            .initially_deferred();
        schema.create_type("e10", ["a", "it's"]);
        schema.drop_type_value("e10", "it's");

        schema.alter_table("l8", |t| {
            t.add_column("c11", local_timestamp())
                .optional()
                .default(expr("now()"))
                .statistics(200);
        });

        schema.drop_type("e10");
        schema.drop_table("sélect5").cascade();

        schema.alter_table("sélect1", |t| {
            t.add_column("c`12%$1?", text()).optional();
            t.add_column("c \"13\"; --", decimal(10, 2))
                .optional()
                .compression("lz4");
        });

        schema.alter_table("l8", |t| {
            t.rename_column("c11", "c14");
        });

        schema.set_deferrable("l8", "l8_c6_key", Deferrable::No);
        schema.create_sequence("s16").cycle();
        schema.reindex("sélect1", "i`4%$1?");

        schema.alter_table("l8", |t| {
            t.add_column("c17", double()).first().optional();
        });

        schema.drop_constraint("l8", "l8_c6_key");
        schema.create_type("e \"19\"; --", ["a", "it's"]);
    }
}

pub struct History16;

#[migration(name = "20260301000000000_history_16")]
impl Migration for History16 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t1", |t| {
            t.double("c2").optional();
            t.string("c3", 40).optional().default(r"it's \ default");
            t.binary("c \"4\"; --").comment("what it holds");
            t.integer("c5");
            t.index("c5").name("i`6%$1?").unique();
        });

        schema.create_table("t7", |t| {
            t.local_timestamp("c8");
            t.uuid("c9");
            t.comment("a 'comment'");
        });

        schema.rename_table("t7", "t10");

        schema.alter_table("t10", |t| {
            t.add_index("c9").name("i`11%$1?");
            t.set_default("c8", expr("now()"));
        });

        schema.drop_table("t10");

        schema.create_table("t`12%$1?", |t| {
            t.small_integer("c13").optional();
        });

        schema.alter_table("t1", |t| {
            t.set_default("c3", r"it's \ default");
            t.add_column("c14", local_timestamp())
                .optional()
                .statistics(200);
        });

        schema
            .add_exclusion("t`12%$1?")
            .with("c13", "=")
            .name("sélect15")
            .using("hash")
            .deferrable();
        schema.create_index("t1", ["c5", "c3"]).name("i \"16\"; --");

        schema.alter_table("t`12%$1?", |t| {
            t.drop_default("c13");
        });

        schema.drop_index("t1", "i \"16\"; --");
        schema.create_type("e \"18\"; --", ["a", "it's"]);
        schema.add_primary_key("t1", "c5");

        schema.alter_table("t`12%$1?", |t| {
            t.add_column("c19", date()).optional();
        });

        schema.reindex_table("t`12%$1?");

        schema.create_table("l \"20\"; --", |t| {
            t.like("t`12%$1?");
        });

        schema.create_table("l21", |t| {
            t.like("t1");
        });

        schema.create_type("Order22", ["a", "it's"]);
        schema.drop_type("e \"18\"; --");
        schema.rename_type_value("Order22", "a", "v23");

        schema.alter_table("l \"20\"; --", |t| {
            t.add_column("c24", text()).optional();
        });
    }
}

pub struct History17;

#[migration(name = "20260301000000000_history_17")]
impl Migration for History17 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t1", |t| {
            t.date("c2");
            t.integer("c3").default(-7);
        });

        schema.create_table("t4", |t| {
            t.if_not_exists();
            t.decimal("c5", 10, 2);
            t.date("c6").optional().comment("what it holds");
        });

        schema.add_check("t1", "t1_c3_check", "c3 > 0");
        schema
            .create_policy("p7", "t4")
            .restrictive()
            .for_select()
            .using("CURRENT_USER = 'ada'::name");

        schema.alter_table("t1", |t| {
            t.set_storage("fillfactor", "70");
        });

        schema.alter_table("t4", |t| {
            t.drop_column("c5");
        });

        schema
            .create_function("f8", "", "trigger")
            .security_definer()
            .set("search_path", "public, pg_temp")
            .body("BEGIN RETURN coalesce(new, old); END")
            .on(Postgres);

        schema.alter_table("t1", |t| {
            t.reset_statistics("c2");
        });

        schema.create_materialized_view(
            "w \"9\"; --",
            expr("SELECT t4.c6 FROM t4").on(Mysql, "select `t4`.`c6` AS `c6` from `t4`"),
        );
        schema.drop_constraint("t1", "t1_c3_check");

        schema.alter_table("t1", |t| {
            t.set_nullable("c3");
        });

        schema.comment_on_function("f8", None).arguments("");

        schema.alter_table("t1", |t| {
            t.set_nullable("c2");
        });

        schema
            .create_function("sélect10", "", "trigger")
            .body(
                r"BEGIN -- $$ it's
RETURN coalesce(new, old); END",
            )
            .on(Postgres);
        schema.comment_on_function("f8", None).arguments("");

        schema.alter_table("t4", |t| {
            t.add_column("c`11%$1?", integer()).optional();
        });

        schema.alter_table("t1", |t| {
            t.set_default("c3", -7);
        });

        schema
            .add_exclusion("t4")
            .with("c`11%$1?", "=")
            .name("x12")
            .using("hash");

        schema.create_table("Order13", |t| {
            t.uuid("c14").optional();
            t.double("Order15");
            t.local_timestamp("c`16%$1?");
            t.comment("a 'comment'");
        });

        schema.create_table("t`17%$1?", |t| {
            t.string("c18", 40)
                .primary_key()
                .default(r"it's \ default")
                .comment("what it holds");
            t.string("Order19", 40).comment("what it holds");
            t.string("sélect20", 40);
            t.index(col("sélect20").prefix(7)).name("i21").unique();
            t.comment("a 'comment'");
        });

        schema.drop_policy("p7", "t4");
    }
}

pub struct History18;

#[migration(name = "20260301000000000_history_18")]
impl Migration for History18 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t1", |t| {
            t.double("c \"2\"; --");
        });

        schema.create_table("t3", |t| {
            t.if_not_exists();
            t.string("c4", 40).optional();
            t.date("c \"5\"; --").optional().comment("what it holds");
            t.local_timestamp("c6");
            t.timestamp("c7").optional().default(expr("now()"));
        });

        schema.reindex_table("t3");
        schema
            .create_materialized_view(
                "w9",
                expr("SELECT t3.c6 FROM t3").on(Mysql, "select `t3`.`c6` AS `c6` from `t3`"),
            )
            .without_data();

        schema.alter_table("t3", |t| {
            t.drop_comment();
        });

        schema.alter_table("t1", |t| {
            t.comment_on_column("c \"2\"; --", "new comment");
        });

        schema.reindex_table("t1");
        schema.drop_table("t1").if_exists();

        schema.create_table("Order10", |t| {
            t.decimal("c11", 10, 2).optional();
            t.date("c`12%$1?");
            t.integer("c13").optional().default(-7).check("c13 > 0");
            t.decimal("c \"14\"; --", 10, 2);
        });

        schema.alter_table("t3", |t| {
            t.comment("it's a table");
        });

        schema.create_table("t15", |t| {
            t.decimal("c16", 10, 2);
            t.comment("a 'comment'");
        });

        schema.alter_table("t15", |t| {
            t.add_column("c17", small_integer()).default(-7);
        });

        schema.add_unique("Order10", "c13");

        schema.alter_table("t15", |t| {
            t.add_column("c18", double()).if_not_exists().optional();
            t.drop_comment();
        });

        schema.alter_table("Order10", |t| {
            t.drop_column("c \"14\"; --");
            t.rename_column("c`12%$1?", "sélect20");
        });

        schema.rename_table("t15", "t21");
        schema.create_domain("d \"22\"; --", integer());
    }
}

pub struct History19;

#[migration(name = "20260301000000000_history_19")]
impl Migration for History19 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t1", |t| {
            t.boolean("c2");
            t.binary("c3");
            t.boolean("sélect4");
        });

        schema.create_table("Order5", |t| {
            t.small_integer("sélect6")
                .primary_key()
                .auto_increment()
                .comment("what it holds");
            t.integer("c \"7\"; --");
            t.integer("c8").optional().default(-7);
            t.comment("a 'comment'");
        });

        schema.drop_table("Order5");

        schema.create_table("t9", |t| {
            t.text("c10");
        });

        schema.alter_table("t9", |t| {
            t.add_column("c11", text())
                .optional()
                .comment("what it holds");
        });

        schema.alter_table("t1", |t| {
            t.drop_default("c2");
        });

        schema.create_type("e12", ["a", "it's"]);

        schema.alter_table("t9", |t| {
            t.add_column("c14", date()).optional();
            t.drop_column("c11").cascade();
        });

        schema.alter_table("t1", |t| {
            t.add_column("c \"15\"; --", binary()).optional();
        });

        schema.create_view(
            "w16",
            expr("SELECT t9.c10 FROM t9").on(Mysql, "select `t9`.`c10` AS `c10` from `t9`"),
        );
        schema.drop_table("t1").if_exists().cascade();

        schema.create_table("sélect17", |t| {
            t.if_not_exists();
            t.small_integer("c18").primary_key();
            t.decimal("c19", 10, 2).optional();
            t.double("Order20");
            t.comment("a 'comment'");
        });

        schema.drop_type("e12");
        schema
            .create_view(
                "w \"21\"; --",
                expr("SELECT t9.c14 FROM t9").on(Mysql, "select `t9`.`c14` AS `c14` from `t9`"),
            )
            .security_invoker();
        schema.comment_on_view("w \"21\"; --", None);

        schema.create_table("t22", |t| {
            t.binary("c`23%$1?");
        });
    }
}

pub struct History20;

#[migration(name = "20260301000000000_history_20")]
impl Migration for History20 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t1", |t| {
            t.timestamp("c`2%$1?")
                .optional()
                .default(expr("now()"))
                .comment("what it holds");
        });

        schema.create_table("t3", |t| {
            t.date("c4").optional();
            t.small_integer("c5").optional();
            t.boolean("Order6");
            t.index("c5").name("i7").unique();
        });

        schema.alter_table("t1", |t| {
            t.add_column("c8", big_integer()).default(-7);
        });

        schema.alter_table("t3", |t| {
            t.add_column("c9", double()).optional();
        });

        schema.add_check("t1", "t1_c8_check", "c8 > 0");

        schema.alter_table("t3", |t| {
            t.add_index("c5").name("i11");
            t.add_index("c5").name("i12").with("fillfactor", "60");
        });

        schema.reindex_table("t1");
        schema.create_index("t3", "c5").name("sélect13");
        schema.force_row_security("t3");
        schema.create_index("t3", "c5").name("i14");
        schema
            .create_sequence("s15")
            .increment(-3)
            .max(1000)
            .cache(5);
        schema.comment_on_sequence("s15", None);
        schema.rename_index("t3", "i7", "i16");
        schema.reindex("t3", "i16");
        schema.create_index("t1", "c8").name("i17");
        schema.add_primary_key("t1", "c8");

        schema.alter_table("t3", |t| {
            t.add_column("sélect18", decimal(10, 2))
                .after("c5")
                .if_not_exists()
                .optional();
        });

        schema.create_table("l19", |t| {
            t.like("t1");
        });

        schema.rename_table("l19", "t20");
        schema.create_index("t20", "c8").name("i \"21\"; --");
    }
}

pub struct History21;

#[migration(name = "20260301000000000_history_21")]
impl Migration for History21 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t1", |t| {
            t.decimal("c2", 10, 2);
            t.integer("c3").optional().default(-7);
        });

        schema.create_table("t \"4\"; --", |t| {
            t.integer("sélect5").default(-7).comment("what it holds");
            t.comment("a 'comment'");
        });

        schema
            .add_exclusion("t \"4\"; --")
            .with("sélect5", "=")
            .name("x \"6\"; --")
            .using("hash")
            .initially_deferred();

        schema.alter_table("t1", |t| {
            t.set_storage("fillfactor", "50");
        });

        schema.create_view(
            "w7",
            expr("SELECT t1.c3 FROM t1").on(Mysql, "select `t1`.`c3` AS `c3` from `t1`"),
        );
        schema.drop_view("w7");
        schema
            .add_exclusion("t1")
            .with("c3", "=")
            .name("x8")
            .using("hash")
            .deferrable();
        schema.reindex_table("t \"4\"; --");

        schema.alter_table("t1", |t| {
            t.add_column("sélect9", integer())
                .after("c2")
                .if_not_exists()
                .optional()
                .comment("what it holds");
            t.rename_column("c2", "Order10");
            t.add_column("c11", local_timestamp())
                .default(expr("now()"));
        });

        schema.alter_table("t \"4\"; --", |t| {
            t.set_storage("fillfactor", "50");
        });

        schema.reindex_table("t \"4\"; --");

        schema.alter_table("t1", |t| {
            t.drop_comment();
        });

        schema.set_deferrable("t1", "x8", Deferrable::InitiallyDeferred);
        schema.rename_table("t \"4\"; --", "t`12%$1?");

        schema.create_table("t13", |t| {
            t.string("c14", 40).optional().default(r"it's \ default");
            t.text("c15");
            t.index("c14").name("Order16");
        });

        schema.alter_table("t`12%$1?", |t| {
            t.add_column("c17", big_integer()).optional();
        });

        schema.create_statistics("s18", "t`12%$1?", ["sélect5", "c17"]);

        schema.alter_table("t1", |t| {
            t.rename_column("sélect9", "c \"19\"; --");
        });

        schema.set_deferrable("t1", "x8", Deferrable::InitiallyDeferred);
        schema.create_type("e20", ["a", "it's"]);
        schema.add_type_value("e20", "v \"21\"; --");
    }
}

pub struct History22;

#[migration(name = "20260301000000000_history_22")]
impl Migration for History22 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t \"1\"; --", |t| {
            t.local_timestamp("c2").optional();
            t.big_integer("sélect3");
            t.local_timestamp("c4");
            t.index("sélect3").name("i5");
        });

        schema.create_table("l`6%$1?", |t| {
            t.like("t \"1\"; --");
        });

        schema.add_primary_key("l`6%$1?", "sélect3");

        schema.alter_table("l`6%$1?", |t| {
            t.add_exclusion()
                .with("sélect3", "=")
                .name("x7")
                .using("hash")
                .deferrable();
            t.add_index("sélect3").name("i8");
            t.add_index("sélect3").name("i`9%$1?").unique();
        });

        schema.drop_table("l`6%$1?");

        schema.create_table("t10", |t| {
            t.small_integer("c11").optional().check("c11 > 0");
            t.uuid("c12");
            t.text("Order13");
            t.comment("a 'comment'");
        });

        schema
            .create_function("Order14", "", "trigger")
            .security_definer()
            .set("search_path", "public, pg_temp")
            .body("BEGIN RETURN coalesce(new, old); END")
            .on(Postgres);

        schema.create_table("t15", |t| {
            t.text("c16").optional();
            t.local_timestamp("c17").optional();
            t.uuid("c`18%$1?");
            t.uuid("c19");
            t.index("c`18%$1?").name("Order20").unique();
        });

        schema.create_view(
            "sélect21",
            expr("SELECT t15.c19 FROM t15").on(Mysql, "select `t15`.`c19` AS `c19` from `t15`"),
        );
        schema.create_index("t15", "c`18%$1?").name("i22");
        schema.create_sequence("Order23").increment(3);
        schema.rename_table("t15", "t`24%$1?");
        schema.reindex("t \"1\"; --", "i5");
        schema
            .create_function("sélect25", "", "trigger")
            .strict()
            .body(
                r"BEGIN -- $$ it's
RETURN coalesce(new, old); END",
            )
            .on(Postgres);

        schema.alter_table("t10", |t| {
            t.add_column("c \"26\"; --", text()).optional();
        });
    }
}

pub struct History23;

#[migration(name = "20260301000000000_history_23")]
impl Migration for History23 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t \"1\"; --", |t| {
            t.if_not_exists();
            t.big_integer("c2").optional().comment("what it holds");
        });

        schema.create_table("t3", |t| {
            t.local_timestamp("c`4%$1?").default(expr("now()"));
            t.uuid("c5");
            t.integer("c6").optional();
            t.index("c6").name("sélect7");
        });

        schema.alter_table("t3", |t| {
            t.add_index("c6").name("i8");
            t.add_column("c9", string(40)).default(r"it's \ default");
        });

        schema
            .create_function("f10", "", "trigger")
            .security_definer()
            .set("search_path", "public, pg_temp")
            .body("BEGIN RETURN coalesce(new, old); END")
            .on(Postgres);
        schema.create_type("e`11%$1?", ["a", "it's"]);
        schema.add_check("t \"1\"; --", "t \"1\"; --_c2_check", "c2 > 0");

        schema.alter_table("t3", |t| {
            t.set_statistics("c`4%$1?", 0);
        });

        schema.alter_table("t \"1\"; --", |t| {
            t.rename_column("c2", "c12");
        });

        schema
            .create_trigger("g13", "t \"1\"; --")
            .before_insert()
            .execute("f10")
            .body(expr("SELECT 1").on(Mysql, "SET @seen = 'it;s'; SET @more = 1;"));
        schema
            .create_policy("p \"14\"; --", "t \"1\"; --")
            .restrictive()
            .for_delete()
            .using("CURRENT_USER = 'ada'::name");
        schema.add_type_value("e`11%$1?", "v16");
        schema
            .create_function("f \"17\"; --", "", "trigger")
            .strict()
            .security_definer()
            .set("search_path", "public, pg_temp")
            .body("BEGIN RETURN coalesce(new, old); END")
            .on(Postgres);
        schema.rename_type("e`11%$1?", "e18");
        schema
            .create_trigger("g`19%$1?", "t3")
            .after_update()
            .of("c5")
            .execute("f \"17\"; --")
            .body(expr("SELECT 1").on(Mysql, "SET @seen = 'it;s'; SET @more = 1;"));

        schema.alter_table("t3", |t| {
            t.add_column("c20", local_timestamp()).optional();
        });

        schema.rename_type_value("e18", "it's", "v21");
        schema
            .create_trigger("g22", "t3")
            .before_update()
            .of("c20")
            .execute("f \"17\"; --")
            .body(expr("SELECT 1").on(Mysql, "SET @seen = 'it;s'; SET @more = 1;"));

        schema.alter_table("t \"1\"; --", |t| {
            t.set_statistics("c12", 500);
        });

        schema.alter_table("t3", |t| {
            t.add_index(["c9", "c5"]).name("i23");
            t.add_index("c5").name("i \"24\"; --");
        });
    }
}

pub struct History24;

#[migration(name = "20260301000000000_history_24")]
impl Migration for History24 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t`1%$1?", |t| {
            t.decimal("c2", 10, 2);
        });

        schema.create_table("t3", |t| {
            t.boolean("c4").optional();
            t.binary("Order5").optional();
            t.timestamp("c6").default(expr("now()"));
            t.integer("c7").unique();
        });

        schema.create_table("t9", |t| {
            t.big_integer("Order10").default(-7);
            t.integer("Order11");
        });

        schema.rename_constraint("t3", "t3_c7_key", "k12");
        schema.rename_constraint("t3", "k12", "Order13");
        schema
            .create_materialized_view(
                "w14",
                expr("SELECT t3.c7 FROM t3").on(Mysql, "select `t3`.`c7` AS `c7` from `t3`"),
            )
            .without_data();

        schema.alter_table("t3", |t| {
            t.add_column("c16", string(40)).optional();
        });

        schema.create_sequence("s17").max(1000);

        schema.alter_table("t9", |t| {
            t.set_storage("fillfactor", "50");
        });

        schema.create_type("e18", ["a", "it's"]);

        schema.create_table("t \"19\"; --", |t| {
            t.if_not_exists();
            t.uuid("c20").primary_key().comment("what it holds");
        });

        schema.create_table("t`21%$1?", |t| {
            t.small_integer("c22").primary_key().default(-7);
            t.text("c23").optional();
            t.text("c`24%$1?");
            t.big_integer("c25").default(-7);
            t.index(["c22", "c25"]).name("i`26%$1?");
        });
    }
}

pub struct History25;

#[migration(name = "20260301000000000_history_25")]
impl Migration for History25 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t`1%$1?", |t| {
            t.date("c2");
            t.uuid("sélect3").unique();
            t.local_timestamp("c4").default(expr("now()"));
        });

        schema.create_table("t5", |t| {
            t.double("c6");
        });

        schema.alter_table("t`1%$1?", |t| {
            t.add_column("c7", uuid()).first().optional();
        });

        schema
            .create_function("f8", "", "trigger")
            .security_definer()
            .set("search_path", "public, pg_temp")
            .body("BEGIN RETURN coalesce(new, old); END")
            .on(Postgres);

        schema.alter_table("t`1%$1?", |t| {
            t.reset_compression("c4");
        });

        schema.alter_table("t5", |t| {
            t.set_unlogged();
        });

        schema
            .add_exclusion("t`1%$1?")
            .with("sélect3", "=")
            .name("x9")
            .using("hash")
            .initially_deferred();
        schema.rename_function("f8", "o10").arguments("");
        schema.create_index("t`1%$1?", "sélect3").name("i11");
        schema.rename_index("t`1%$1?", "i11", "i12");

        schema.alter_table("t5", |t| {
            t.drop_comment_on_column("c6");
            t.drop_default("c6");
        });

        schema.alter_table("t`1%$1?", |t| {
            t.drop_column("sélect3").cascade();
            t.add_column("c14", integer()).default(-7);
        });

        schema
            .create_policy("p15", "t`1%$1?")
            .restrictive()
            .for_select()
            .using("CURRENT_USER = 'ada'::name");
        schema.rename_table("t5", "t16");

        schema.create_table("t17", |t| {
            t.decimal("c`18%$1?", 10, 2).comment("what it holds");
            t.integer("c`19%$1?");
            t.integer("c20").optional().unique();
            t.comment("a 'comment'");
        });

        schema.alter_table("t`1%$1?", |t| {
            t.add_column("c \"21\"; --", integer()).optional();
        });
    }
}

pub struct History26;

#[migration(name = "20260301000000000_history_26")]
impl Migration for History26 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t1", |t| {
            t.string("c2", 40).optional();
            t.string("Order3", 40);
            t.date("c4").optional();
            t.index("Order3").name("i \"5\"; --");
        });

        schema.create_table("t6", |t| {
            t.integer("c7").optional();
            t.integer("c8");
            t.small_integer("c9");
        });

        schema.create_composite_type("y10", |t| {
            t.attribute("Order11", text());
            t.attribute("a`12%$1?", double());
            t.attribute("a \"13\"; --", double());
        });

        schema
            .create_materialized_view(
                "w \"14\"; --",
                expr("SELECT t1.c4 FROM t1").on(Mysql, "select `t1`.`c4` AS `c4` from `t1`"),
            )
            .without_data();

        schema.alter_table("t6", |t| {
            t.set_nullable("c9");
        });

        schema.drop_table("t6").if_exists().cascade();

        schema.create_table("t`15%$1?", |t| {
            t.decimal("c16", 10, 2).optional().comment("what it holds");
            t.string("c17", 40);
            t.big_integer("c18")
                .optional()
                .default(-7)
                .unique()
                .comment("what it holds");
            t.decimal("c19", 10, 2).optional();
        });

        schema.alter_table("t1", |t| {
            t.drop_comment_on_column("Order3");
        });

        schema.create_view(
            "w20",
            expr("SELECT t1.c2 FROM t1").on(Mysql, "select `t1`.`c2` AS `c2` from `t1`"),
        );

        schema.create_table("l21", |t| {
            t.like("t`15%$1?");
        });

        schema.reindex_table("l21");
        schema.set_deferrable("t`15%$1?", "t`15%$1?_c18_key", Deferrable::No);
        schema
            .add_exclusion("t`15%$1?")
            .with("c17", "=")
            .name("x \"23\"; --")
            .using("hash")
            .deferrable();

        schema.alter_table("t1", |t| {
            t.comment_on_column("c2", "new comment");
            t.set_statistics("c4", 500);
        });

        schema.create_type("e24", ["a", "it's"]);
        schema.create_index("t1", ["c2", "Order3"]).name("Order25");

        schema.create_table("l26", |t| {
            t.like("t`15%$1?");
        });

        schema.alter_table("l21", |t| {
            t.set_statistics("c19", 500);
        });

        schema.create_table("t27", |t| {
            t.decimal("c28", 10, 2);
        });
    }
}

pub struct History27;

#[migration(name = "20260301000000000_history_27")]
impl Migration for History27 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t1", |t| {
            t.integer("c2").optional();
            t.big_integer("c`3%$1?");
            t.local_timestamp("c4");
        });

        schema.create_table("t5", |t| {
            t.integer("c`6%$1?").optional();
            t.boolean("c7").optional().default(true);
            t.string("c8", 40).default(r"it's \ default");
        });

        schema.rename_table("t1", "Order9");

        schema.alter_table("t5", |t| {
            t.rename_column("c7", "c10");
        });

        schema.create_table("t11", |t| {
            t.integer("c \"12\"; --");
            t.date("c13");
            t.decimal("c14", 10, 2);
            t.double("c15").optional();
            t.index("c \"12\"; --")
                .name("i \"16\"; --")
                .unique()
                .with("fillfactor", "60");
            t.comment("a 'comment'");
        });

        schema.alter_table("Order9", |t| {
            t.reset_compression("c2");
            t.drop_column("c4").cascade();
        });

        schema.alter_table("t5", |t| {
            t.set_not_null("c10");
            t.set_compression("c8", "pglz");
        });

        schema.create_view(
            "w17",
            expr("SELECT t5.c10 FROM t5").on(Mysql, "select `t5`.`c10` AS `c10` from `t5`"),
        );
        schema.rename_table("t11", "t18");

        schema.alter_table("t18", |t| {
            t.comment_on_column("c15", "new comment");
        });

        schema.alter_table("Order9", |t| {
            t.set_storage("fillfactor", "50");
            t.add_index("c`3%$1?").name("i19");
        });

        schema.create_materialized_view(
            "w20",
            expr("SELECT t18.c14 FROM t18").on(Mysql, "select `t18`.`c14` AS `c14` from `t18`"),
        );
        schema
            .create_function("f \"22\"; --", "", "trigger")
            .body("BEGIN RETURN coalesce(new, old); END")
            .on(Postgres);
    }
}

pub struct History28;

#[migration(name = "20260301000000000_history_28")]
impl Migration for History28 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t1", |t| {
            t.boolean("c2");
            t.binary("c`3%$1?");
            t.boolean("c4").default(true);
        });

        schema.create_table("t5", |t| {
            t.double("c \"6\"; --").optional();
        });

        schema.create_table("t7", |t| {
            t.string("c8", 40);
            t.comment("a 'comment'");
        });

        schema.alter_table("t1", |t| {
            t.drop_column("c4").cascade();
        });

        schema.force_row_security("t7");
        schema.reindex_table("t1");

        schema.alter_table("t1", |t| {
            t.drop_default("c`3%$1?");
        });

        schema.create_index("t7", col("c8").prefix(7)).name("i9");
        schema
            .create_policy("p \"10\"; --", "t5")
            .restrictive()
            .using("CURRENT_USER = 'ada'::name");

        schema.create_table("sélect11", |t| {
            t.integer("c12").optional();
            t.index("c12").name("sélect13");
        });

        schema.drop_table("t7").cascade();

        schema.alter_table("t5", |t| {
            t.drop_comment_on_column("c \"6\"; --");
        });

        schema.reindex_table("t5");
        schema.rename_table("t5", "t16");

        schema.create_table("t17", |t| {
            t.if_not_exists();
            t.local_timestamp("c18").optional();
            t.double("c19");
            t.big_integer("c20").optional().default(-7);
            t.uuid("c21").unique();
            t.index("c20").name("i \"22\"; --").unique();
        });

        schema.alter_table("t1", |t| {
            t.comment("it's a table");
        });

        schema.create_type("e23", ["a", "it's"]);
    }
}

pub struct History29;

#[migration(name = "20260301000000000_history_29")]
impl Migration for History29 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t1", |t| {
            t.date("c2");
        });

        schema.create_table("t3", |t| {
            t.double("c4").optional();
            t.uuid("c5").unique();
            t.comment("a 'comment'");
        });

        schema.alter_table("t3", |t| {
            t.add_column("c6", uuid()).optional();
        });

        schema.create_composite_type("Order7", |t| {
            t.attribute("a8", text());
            t.attribute("a9", text());
        });

        schema.alter_table("t3", |t| {
            t.rename_column("c6", "c10");
            t.drop_comment_on_column("c4");
        });

        schema.create_table("t11", |t| {
            t.timestamp("c12").optional();
        });

        schema.alter_table("t11", |t| {
            t.set_statistics("c12", 0);
            t.comment_on_column("c12", "new comment");
        });

        schema.alter_table("t1", |t| {
            t.add_column("c`13%$1?", boolean()).optional();
        });

        schema.create_table("t14", |t| {
            t.if_not_exists();
            t.binary("c15").optional();
        });

        schema.alter_table("t1", |t| {
            t.add_column("c \"16\"; --", integer())
                .optional()
                .default(-7);
        });

        schema.rename_table("t1", "t17");
        schema
            .create_materialized_view(
                "w18",
                expr("SELECT t14.c15 FROM t14").on(Mysql, "select `t14`.`c15` AS `c15` from `t14`"),
            )
            .without_data();

        schema.alter_table("t17", |t| {
            t.rename_column("c`13%$1?", "Order19");
            t.add_index("c \"16\"; --").name("i20").unique();
        });

        schema.create_view(
            "w`21%$1?",
            expr("SELECT t17.c2 FROM t17").on(Mysql, "select `t17`.`c2` AS `c2` from `t17`"),
        );
        schema.create_domain("d22", integer()).default(7).not_null();
        schema.reindex_table("t14");
    }
}

pub struct History30;

#[migration(name = "20260301000000000_history_30")]
impl Migration for History30 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t \"1\"; --", |t| {
            t.binary("c2");
            t.boolean("c \"3\"; --");
        });

        schema.create_table("t4", |t| {
            t.big_integer("c5").unique();
            t.index("c5").name("i6");
        });

        schema.alter_table("t4", |t| {
            t.drop_default("c5");
        });

        schema.create_table("l7", |t| {
            t.like("t4");
        });

        schema.drop_constraint("l7", "l7_c5_key");
        schema.drop_constraint("t4", "t4_c5_key");
        schema.create_index("l7", "c5").name("i8");
        schema.rename_table("t \"1\"; --", "t9");
        schema
            .create_function("sélect11", "", "trigger")
            .strict()
            .security_definer()
            .set("search_path", "public, pg_temp")
            .body(
                r"BEGIN -- $$ it's
RETURN coalesce(new, old); END",
            )
            .on(Postgres);

        schema.create_table("t12", |t| {
            t.integer("c13").primary_key().auto_increment();
            t.index("c13").name("i14").unique();
        });

        schema
            .create_function("f15", "", "trigger")
            .security_definer()
            .set("search_path", "public, pg_temp")
            .body(
                r"BEGIN -- $$ it's
RETURN coalesce(new, old); END",
            )
            .on(Postgres);
        schema.rename_function("f15", "o \"16\"; --").arguments("");
        schema.drop_constraint("t12", "t12_pkey");

        schema.alter_table("l7", |t| {
            t.set_unlogged();
        });

        schema.alter_table("t4", |t| {
            t.add_column("c17", timestamp())
                .first()
                .optional()
                .statistics(200);
        });

        schema.alter_table("l7", |t| {
            t.set_statistics("c5", 500);
            t.rename_column("c5", "c18");
        });

        schema.drop_function("sélect11").arguments("").if_exists();

        schema.alter_table("t12", |t| {
            t.add_column("c19", boolean()).if_not_exists().default(true);
        });

        schema
            .rename_function("o \"16\"; --", "o \"20\"; --")
            .arguments("");
    }
}

pub struct History31;

#[migration(name = "20260301000000000_history_31")]
impl Migration for History31 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t1", |t| {
            t.integer("Order2").primary_key().auto_increment();
            t.comment("a 'comment'");
        });

        schema.create_table("sélect3", |t| {
            t.date("c4").optional();
            t.string("c \"5\"; --", 40);
            t.timestamp("c6");
            t.integer("c7").optional();
        });

        schema.alter_table("t1", |t| {
            t.add_column("c8", decimal(10, 2)).optional();
            t.add_index("Order2")
                .name("i`9%$1?")
                .with("fillfactor", "60");
        });

        schema.alter_table("sélect3", |t| {
            t.drop_default("c4");
        });

        schema.alter_table("t1", |t| {
            t.comment("it's a table");
        });

        schema.alter_table("sélect3", |t| {
            t.set_unlogged();
            t.drop_comment_on_column("c4");
        });

        schema.create_type("e`10%$1?", ["a", "it's"]);

        schema.create_table("t11", |t| {
            t.if_not_exists();
            t.local_timestamp("c12").optional().default(expr("now()"));
        });

        schema.alter_table("sélect3", |t| {
            t.set_statistics("c6", 500);
            t.comment("it's a table");
        });

        schema.drop_table("sélect3").if_exists().cascade();
        schema
            .create_policy("p13", "t1")
            .restrictive()
            .for_delete()
            .using("CURRENT_USER = 'ada'::name");

        schema.create_table("Order14", |t| {
            t.like("t11");
        });

        schema.rename_type_value("e`10%$1?", "a", "Order15");

        schema.alter_table("Order14", |t| {
            t.add_column("c16", double()).optional();
        });

        schema
            .create_function("f17", "", "trigger")
            .body(
                r"BEGIN -- $$ it's
RETURN coalesce(new, old); END",
            )
            .on(Postgres);
        schema.drop_type_value("e`10%$1?", "Order15");

        schema.create_table("t18", |t| {
            t.integer("c19").check("c19 > 0").comment("what it holds");
            t.integer("c`20%$1?")
                .optional()
                .default(-7)
                .references("t1", "Order2")
                .on_delete(Restrict);
            t.comment("a 'comment'");
        });

        schema.rename_table("t1", "t \"21\"; --");
    }
}

pub struct History32;

#[migration(name = "20260301000000000_history_32")]
impl Migration for History32 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t1", |t| {
            t.string("c2", 40).default(r"it's \ default").unique();
            t.binary("Order3").optional().comment("what it holds");
            t.index("c2").name("i4").unique();
        });

        schema.create_table("sélect5", |t| {
            t.integer("c6")
                .primary_key()
                .auto_increment()
                .comment("what it holds");
        });

        schema.rename_table("t1", "t7");
        schema
            .create_function("f \"8\"; --", "", "trigger")
            .body(
                r"BEGIN -- $$ it's
RETURN coalesce(new, old); END",
            )
            .on(Postgres);

        schema.alter_table("sélect5", |t| {
            t.add_column("c9", integer()).optional();
        });

        schema.create_table("l10", |t| {
            t.like("t7");
        });

        schema.alter_table("l10", |t| {
            t.rename_column("c2", "c11");
        });

        schema.alter_table("sélect5", |t| {
            t.drop_column("c9");
        });

        schema.alter_table("t7", |t| {
            t.add_column("sélect12", boolean())
                .after("Order3")
                .optional();
        });

        schema.alter_table("sélect5", |t| {
            t.add_column("c13", string(40))
                .default(r"it's \ default")
                .compression("lz4");
        });

        schema.alter_table("t7", |t| {
            t.set_not_null("sélect12");
        });

        schema.alter_table("sélect5", |t| {
            t.set_compression("c13", "lz4");
        });

        schema
            .create_index("t7", col("c2").prefix(7))
            .name("i14")
            .unique();

        schema.create_table("t`15%$1?", |t| {
            t.small_integer("c \"16\"; --").optional();
            t.string("c17", 40).optional();
            t.index("c17").name("i`18%$1?");
            t.comment("a 'comment'");
        });

        schema.create_table("t`19%$1?", |t| {
            t.small_integer("c`20%$1?").optional();
            t.small_integer("c21").default(-7);
            t.big_integer("c22");
            t.index(["c22", "c`20%$1?"]).name("sélect23");
        });

        schema.alter_table("t7", |t| {
            t.drop_column("sélect12").cascade();
        });

        schema.alter_table("t`15%$1?", |t| {
            t.change_type("c \"16\"; --", integer());
        });

        schema.alter_table("l10", |t| {
            t.add_column("sélect24", integer()).optional();
        });
    }
}

pub struct History33;

#[migration(name = "20260301000000000_history_33")]
impl Migration for History33 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t1", |t| {
            t.local_timestamp("c2");
            t.uuid("c`3%$1?").comment("what it holds");
            t.integer("c4").optional();
        });

        schema.create_table("t \"5\"; --", |t| {
            t.integer("Order6").primary_key();
            t.string("c7", 40).default(r"it's \ default");
            t.double("c8").optional();
            t.integer("Order9");
            t.comment("a 'comment'");
        });

        schema.alter_table("t \"5\"; --", |t| {
            t.change_type("Order6", big_integer());
        });

        schema.create_view(
            "w10",
            expr("SELECT t1.c4 FROM t1").on(Mysql, "select `t1`.`c4` AS `c4` from `t1`"),
        );

        schema.create_table("t11", |t| {
            t.decimal("c`12%$1?", 10, 2).optional();
            t.integer("c13").check("c13 > 0");
        });

        schema.enable_row_security("t \"5\"; --").force();

        schema.alter_table("t \"5\"; --", |t| {
            t.add_column("sélect14", small_integer()).optional();
        });

        schema.create_table("l15", |t| {
            t.like("t1");
        });

        schema.create_view(
            "w16",
            expr("SELECT t11.c13 FROM t11").on(Mysql, "select `t11`.`c13` AS `c13` from `t11`"),
        );
        schema
            .create_function("f`17%$1?", "", "trigger")
            .strict()
            .body(
                r"BEGIN -- $$ it's
RETURN coalesce(new, old); END",
            )
            .on(Postgres);

        schema.alter_table("t \"5\"; --", |t| {
            t.add_column("c18", uuid()).optional();
        });

        schema.add_primary_key("l15", "c`3%$1?");
        schema.create_type("e19", ["a", "it's"]);

        schema.alter_table("l15", |t| {
            t.drop_column("c`3%$1?").cascade();
        });

        schema
            .create_function("f20", "", "trigger")
            .strict()
            .body("BEGIN RETURN coalesce(new, old); END")
            .on(Postgres);
        schema.rename_type("e19", "e21");

        schema.alter_table("t11", |t| {
            t.set_unlogged();
        });

        schema
            .add_exclusion("t \"5\"; --")
            .with("sélect14", "=")
            .name("x22")
            .using("btree")
            .deferrable();
        schema
            .add_exclusion("t11")
            .with("c13", "=")
            .name("x23")
            .using("btree");

        schema.alter_table("t \"5\"; --", |t| {
            t.rename_column("c7", "c24");
        });

        schema.alter_table("l15", |t| {
            t.set_default("c2", expr("now()"));
        });

        schema.create_index("t1", "c`3%$1?").name("i \"25\"; --");
    }
}

pub struct History34;

#[migration(name = "20260301000000000_history_34")]
impl Migration for History34 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t1", |t| {
            t.string("c2", 40);
            t.index("c2").name("i3").unique();
        });

        schema.create_table("t4", |t| {
            t.local_timestamp("c5").comment("what it holds");
        });

        schema.alter_table("t1", |t| {
            t.set_nullable("c2");
            t.drop_default("c2");
        });

        schema.create_type("e6", ["a", "it's"]);
        schema.create_view(
            "sélect7",
            expr("SELECT t4.c5 FROM t4").on(Mysql, "select `t4`.`c5` AS `c5` from `t4`"),
        );
        schema.drop_type("e6");

        schema.alter_table("t4", |t| {
            t.add_column("sélect8", decimal(10, 2))
                .if_not_exists()
                .optional()
                .statistics(200);
        });

        schema.alter_table("t1", |t| {
            t.add_column("c9", integer()).optional();
        });

        schema.create_type("e10", ["a", "it's"]);

        schema.alter_table("t4", |t| {
            t.add_column("c11", timestamp()).optional();
        });

        schema.drop_table("t1").cascade();

        schema.create_table("t12", |t| {
            t.enumeration("c13", "e10").comment("what it holds");
            t.enumeration("c14", "e10").default("a");
            t.comment("a 'comment'");
        });

        schema.alter_table("t4", |t| {
            t.drop_comment();
        });

        schema.alter_table("t12", |t| {
            t.rename_column("c13", "c15");
        });

        schema.create_type("sélect16", ["a", "it's"]);
        schema.create_domain("d17", integer());
        schema
            .create_function("f18", "", "trigger")
            .security_definer()
            .set("search_path", "public, pg_temp")
            .body(
                r"BEGIN -- $$ it's
RETURN coalesce(new, old); END",
            )
            .on(Postgres);

        schema.alter_table("t4", |t| {
            t.add_column("c19", timestamp()).after("c5").optional();
        });

        schema.rename_type("sélect16", "e20");

        schema.alter_table("t12", |t| {
            t.set_statistics("c15", 500);
        });

        schema.drop_domain("d17").if_exists();
        schema
            .create_function("f \"21\"; --", "", "trigger")
            .body("BEGIN RETURN coalesce(new, old); END")
            .on(Postgres);
    }
}

pub struct History35;

#[migration(name = "20260301000000000_history_35")]
impl Migration for History35 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("Order1", |t| {
            t.integer("c2").primary_key().auto_increment();
            t.integer("c3").unique().comment("what it holds");
            t.local_timestamp("c4");
            t.small_integer("c5");
            t.index("c2").name("i6").unique();
            t.comment("a 'comment'");
        });

        schema.create_table("t7", |t| {
            t.integer("c`8%$1?").optional();
            t.small_integer("c`9%$1?");
            t.index([col("c`8%$1?"), col("c`9%$1?").desc()])
                .name("Order10")
                .unique();
        });

        schema.create_sequence("s11").increment(3).cycle();

        schema.create_table("sélect12", |t| {
            t.decimal("c13", 10, 2);
            t.text("c14");
            t.local_timestamp("c15").comment("what it holds");
            t.integer("c`16%$1?").default(-7).unique();
        });

        schema.rename_table("t7", "t17");
        schema.rename_sequence("s11", "o18");
        schema.comment_on_sequence("o18", None);
        schema.drop_table("t17").cascade();

        schema.create_table("Order19", |t| {
            t.like("Order1");
        });

        schema.reset_index_storage("Order19", "Order19_i6", "fillfactor");
        schema.create_index("Order19", "c5").name("i20").unique();
        schema.reindex("Order19", "Order19_i6");

        schema.alter_table("Order1", |t| {
            t.add_column("c`21%$1?", double()).after("c4").optional();
        });

        schema.alter_table("Order19", |t| {
            t.drop_column("c2").cascade();
        });

        schema.create_table("l22", |t| {
            t.like("Order1");
        });

        schema.drop_constraint("l22", "l22_c3_key");

        schema.create_table("Order23", |t| {
            t.uuid("c24").primary_key();
            t.local_timestamp("sélect25").optional();
            t.integer("c \"26\"; --");
        });
    }
}

pub struct History36;

#[migration(name = "20260301000000000_history_36")]
impl Migration for History36 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t1", |t| {
            t.boolean("c2");
            t.comment("a 'comment'");
        });

        schema.create_table("sélect3", |t| {
            t.small_integer("c4")
                .optional()
                .default(-7)
                .comment("what it holds");
        });

        schema.alter_table("t1", |t| {
            t.comment("it's a table");
        });

        schema.alter_table("sélect3", |t| {
            t.add_exclusion().with("c4", "=").name("x6").using("hash");
            t.comment("it's a table");
        });

        schema
            .create_function("f8", "", "trigger")
            .strict()
            .security_definer()
            .set("search_path", "public, pg_temp")
            .body("BEGIN RETURN coalesce(new, old); END")
            .on(Postgres);
        schema.drop_constraint("sélect3", "x6");

        schema.alter_table("sélect3", |t| {
            t.rename_column("c4", "c \"9\"; --");
            t.add_exclusion()
                .with("c \"9\"; --", "=")
                .name("x`10%$1?")
                .using("hash")
                .deferrable();
        });

        schema.alter_table("t1", |t| {
            t.drop_default("c2");
        });

        schema.drop_constraint("sélect3", "x`10%$1?");
        schema
            .create_function("f11", "", "trigger")
            .body("BEGIN RETURN coalesce(new, old); END")
            .on(Postgres);

        schema.alter_table("sélect3", |t| {
            t.reset_statistics("c \"9\"; --");
            t.set_storage("fillfactor", "50");
        });

        schema.alter_table("t1", |t| {
            t.set_statistics("c2", 0);
        });

        schema.alter_table("sélect3", |t| {
            t.comment("it's a table");
        });

        schema.create_table("t12", |t| {
            t.integer("c \"13\"; --").primary_key().default(-7);
        });

        schema.create_table("t14", |t| {
            t.double("c15");
            t.boolean("c16");
            t.string("c17", 40)
                .optional()
                .default(r"it's \ default")
                .unique();
            t.uuid("c \"18\"; --");
            t.index(col("c17").prefix(7)).name("i19").unique();
        });

        schema
            .create_index("t14", [col("c17"), col("c \"18\"; --").desc()])
            .name("i20")
            .unique();
        schema
            .create_materialized_view(
                "w21",
                expr("SELECT t1.c2 FROM t1").on(Mysql, "select `t1`.`c2` AS `c2` from `t1`"),
            )
            .without_data();
    }
}

pub struct History37;

#[migration(name = "20260301000000000_history_37")]
impl Migration for History37 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t1", |t| {
            t.text("c2");
            t.integer("c \"3\"; --").optional();
            t.double("c4");
        });

        schema.create_table("Order5", |t| {
            t.small_integer("c6")
                .optional()
                .default(-7)
                .check("c6 > 0")
                .comment("what it holds");
            t.timestamp("c7");
        });

        schema.alter_table("t1", |t| {
            t.set_nullable("c2");
        });

        schema.drop_table("Order5").cascade();

        schema.create_table("t8", |t| {
            t.small_integer("c \"9\"; --")
                .primary_key()
                .auto_increment()
                .comment("what it holds");
        });

        schema.create_table("t10", |t| {
            t.small_integer("c11").default(-7).check("c11 > 0");
        });

        schema.create_table("Order13", |t| {
            t.like("t1");
        });

        schema.alter_table("Order13", |t| {
            t.add_column("c15", binary()).optional().compression("lz4");
        });

        schema.alter_table("t1", |t| {
            t.set_unlogged();
        });

        schema.drop_constraint("t10", "t10_c11_check");

        schema.alter_table("t1", |t| {
            t.reset_statistics("c2");
            t.comment("it's a table");
        });

        schema.add_primary_key("t10", "c11");
        schema
            .add_foreign_key("t10", "c11")
            .references("t10", "c11")
            .on_delete(Restrict);

        schema.alter_table("Order13", |t| {
            t.set_not_null("c15");
        });

        schema.alter_table("t1", |t| {
            t.rename_column("c4", "c \"17\"; --");
        });

        schema
            .create_function("f18", "", "trigger")
            .body("BEGIN RETURN coalesce(new, old); END")
            .on(Postgres);
        schema.reindex_table("t1");
        schema
            .create_index("t1", "c \"3\"; --")
            .name("i \"19\"; --");
    }
}

pub struct History38;

#[migration(name = "20260301000000000_history_38")]
impl Migration for History38 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("t1", |t| {
            t.small_integer("c2")
                .primary_key()
                .auto_increment()
                .check("c2 > 0");
        });

        schema.create_table("t3", |t| {
            t.binary("sélect4");
            t.text("c5");
            t.comment("a 'comment'");
        });

        schema.reindex_table("t1");
        schema.drop_table("t3");

        schema.create_table("t \"6\"; --", |t| {
            t.binary("c7");
            t.text("c8");
            t.comment("a 'comment'");
        });

        schema.alter_table("t \"6\"; --", |t| {
            t.add_column("sélect9", timestamp()).after("c8").optional();
        });

        schema
            .create_index("t1", "c2")
            .name("i10")
            .unique()
            .with("fillfactor", "60");

        schema.create_table("sélect11", |t| {
            t.like("t \"6\"; --");
        });

        schema.create_sequence("s`12%$1?").increment(3).cache(5);

        schema.alter_table("sélect11", |t| {
            t.add_column("c13", string(40))
                .after("c7")
                .if_not_exists()
                .optional()
                .statistics(200);
        });

        schema.alter_table("t \"6\"; --", |t| {
            t.set_compression("c7", "pglz");
        });

        schema.create_index("sélect11", "c13").name("i14").unique();

        schema.alter_table("t \"6\"; --", |t| {
            t.set_statistics("sélect9", 500);
        });

        schema.create_table("t15", |t| {
            t.integer("c \"16\"; --").primary_key().default(-7);
        });

        schema
            .add_exclusion("t15")
            .with("c \"16\"; --", "=")
            .name("x17")
            .using("btree")
            .initially_deferred();

        schema.alter_table("t \"6\"; --", |t| {
            t.set_statistics("sélect9", 0);
        });

        schema.alter_table("t1", |t| {
            t.change_type("c2", integer());
        });

        schema.alter_table("t15", |t| {
            t.set_default(
                "c \"16\"; --",
                expr(r#"nextval('"s`12%$1?"')"#).on(Mysql, "nextval(`s``12%$1?`)"),
            );
        });

        schema.reindex("t1", "i10");

        schema.alter_table("t \"6\"; --", |t| {
            t.add_column("sélect18", integer()).after("c7").default(-7);
            t.set_storage("fillfactor", "50");
        });
    }
}

pub struct History39;

#[migration(name = "20260301000000000_history_39")]
impl Migration for History39 {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("Order1", |t| {
            t.integer("c2").default(-7);
            t.boolean("c3");
            t.text("c4").comment("what it holds");
        });

        schema.create_table("t5", |t| {
            t.date("c \"6\"; --").optional();
            t.integer("c7").check("c7 > 0");
            t.local_timestamp("c8").default(expr("now()"));
        });

        schema.alter_table("t5", |t| {
            t.set_statistics("c \"6\"; --", 500);
            t.add_column("c9", uuid()).first().optional();
        });

        schema.create_table("t10", |t| {
            t.if_not_exists();
            t.integer("c11").optional();
            t.comment("a 'comment'");
        });

        schema
            .create_function("sélect12", "", "trigger")
            .body("BEGIN RETURN coalesce(new, old); END")
            .on(Postgres);
        schema.create_view(
            "w13",
            expr("SELECT t5.c7 FROM t5").on(Mysql, "select `t5`.`c7` AS `c7` from `t5`"),
        );
        schema.comment_on_constraint("t5", "t5_c7_check", None);

        schema.alter_table("t10", |t| {
            t.change_type("c11", big_integer());
        });

        schema.alter_table("t5", |t| {
            t.add_column("c14", integer()).optional();
            t.add_column("Order15", double()).optional();
        });

        schema.add_check("t10", "t10_c11_check", "c11 > 0");
        schema.drop_function("sélect12").arguments("").if_exists();

        schema.alter_table("t5", |t| {
            t.comment("it's a table");
        });

        schema
            .create_function("f16", "", "trigger")
            .body("BEGIN RETURN coalesce(new, old); END")
            .on(Postgres);

        schema.create_table("t17", |t| {
            t.small_integer("c18")
                .primary_key()
                .auto_increment()
                .unique();
            t.integer("c19").optional().comment("what it holds");
            t.boolean("c20").comment("what it holds");
            t.local_timestamp("c`21%$1?").optional();
            t.index([col("c19"), col("c18").desc()])
                .name("i \"22\"; --");
        });

        schema.drop_constraint("t5", "t5_c7_check");

        schema.alter_table("t17", |t| {
            t.rename_column("c19", "c23");
        });

        schema.alter_table("Order1", |t| {
            t.set_unlogged();
        });
    }
}
