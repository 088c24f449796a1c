from django.db import migrations

#: The box around a geometry as GeoJSON keeps it: what the map of a list is searched by. It never changes its mind about
#: a geometry, so that an index may hold it. Points, of which there are most, are read five times as fast by themselves.
BOX = """
CREATE FUNCTION public.ts_registers_box(geometry jsonb) RETURNS box LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    x float8;
    y float8;
BEGIN
    IF geometry ->> 'type' = 'Point' THEN
        x := geometry #>> '{coordinates,0}';
        y := geometry #>> '{coordinates,1}';
        RETURN box(point(x, y), point(x, y));
    END IF;
    RETURN (
        SELECT box(point(min(each.x), min(each.y)), point(max(each.x), max(each.y)))
        FROM (
            SELECT (place ->> 0)::float8 AS x, (place ->> 1)::float8 AS y
            FROM jsonb_path_query(
                geometry, 'strict $.coordinates.** ? (@.type() == "array" && @[0].type() == "number")'
            ) AS place
        ) each
    );
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("ts_registers", "0004_desk")]

    operations = [migrations.RunSQL(BOX, "DROP FUNCTION public.ts_registers_box(jsonb) CASCADE")]
