"""Units in time, what the tables know of them, and their lineage."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('loaded_at', models.DateTimeField()),
                ('units', models.PositiveIntegerField()),
                ('rows_added', models.PositiveIntegerField()),
                ('rows_removed', models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.TextField(unique=True)),
                ('title', models.TextField()),
                ('as_of', models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.TextField(null=True, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='Reorganisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.TextField(unique=True)),
                ('title', models.TextField()),
                ('legal_basis', models.TextField()),
                ('effective_on', models.DateField()),
                ('source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.source')),
            ],
        ),
        migrations.CreateModel(
            name='Placement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('start_known', models.BooleanField(db_default=True, default=True)),
                ('end_known', models.BooleanField(db_default=True, default=True)),
                ('source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.source')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.unit')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='organisations.unit')),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('unit', '='), ('valid', '&&')], name='one_placement_at_a_time'), models.CheckConstraint(condition=models.Q(('parent', None), models.Q(('parent', models.F('unit')), _negated=True), _connector='OR'), name='a_unit_never_sits_under_itself')],
            },
        ),
        migrations.CreateModel(
            name='Name',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('start_known', models.BooleanField(db_default=True, default=True)),
                ('end_known', models.BooleanField(db_default=True, default=True)),
                ('name', models.TextField()),
                ('official_name', models.TextField(blank=True)),
                ('sort_key', models.TextField()),
                ('folded', models.GeneratedField(db_persist=True, expression=models.Func(django.db.models.functions.text.Lower(django.db.models.functions.text.Concat('name', models.Value(' '), 'official_name', output_field=models.TextField())), models.Value('đàảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĐÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬÈẺẼÉẸÊỀỂỄẾỆÌỈĨÍỊÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢÙỦŨÚỤƯỪỬỮỨỰỲỶỸÝỴ'), models.Value('daaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyydaaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyy'), function='translate', output_field=models.TextField()), output_field=models.TextField())),
                ('source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.source')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='names', to='organisations.unit')),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['folded'], name='names_without_marks', opclasses=['gin_trgm_ops'])],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('unit', '='), ('valid', '&&')], name='a_unit_has_one_name_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Lineage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('change', models.TextField(choices=[('rename', 'Renamed'), ('recode', 'Re-coded'), ('merge', 'Merged'), ('split', 'Split'), ('part', 'Part transferred')])),
                ('weight', models.DecimalField(decimal_places=8, max_digits=9, null=True)),
                ('weight_basis', models.TextField(blank=True)),
                ('estimated', models.BooleanField(db_default=False, default=False)),
                ('reorganisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lineage', to='organisations.reorganisation')),
                ('new', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='organisations.unit')),
                ('old', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successors', to='organisations.unit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('reorganisation', 'old', 'new'), name='a_succession_is_written_once'), models.CheckConstraint(condition=models.Q(models.Q(('change__in', ['rename', 'recode']), ('old', models.F('new'))), models.Q(models.Q(('old', models.F('new')), _negated=True), ('change__in', ['merge', 'split', 'part'])), _connector='OR'), name='a_renamed_unit_stays_itself'), models.CheckConstraint(condition=models.Q(('weight', None), models.Q(('weight__gte', 0), ('weight__lte', 1)), _connector='OR'), name='a_weight_is_a_share'), models.CheckConstraint(condition=models.Q(models.Q(('estimated', False), ('weight', None), ('weight_basis', '')), models.Q(('weight__isnull', False), models.Q(('weight_basis', ''), _negated=True)), _connector='OR'), name='a_weight_says_of_what')],
            },
        ),
        migrations.CreateModel(
            name='Kind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('start_known', models.BooleanField(db_default=True, default=True)),
                ('end_known', models.BooleanField(db_default=True, default=True)),
                ('kind', models.TextField()),
                ('source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.source')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kinds', to='organisations.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['kind'], name='kinds_by_kind')],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('unit', '='), ('valid', '&&')], name='a_unit_is_of_one_kind_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Horizon',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.TextField()),
                ('days', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.source')),
                ('territory', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.unit')),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('subject', '='), (django.db.models.functions.comparison.Coalesce('territory', models.Value(0)), '='), ('days', '&&')], name='a_horizon_is_drawn_once')],
            },
        ),
        migrations.CreateModel(
            name='Code',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('start_known', models.BooleanField(db_default=True, default=True)),
                ('end_known', models.BooleanField(db_default=True, default=True)),
                ('scheme', models.TextField()),
                ('value', models.TextField()),
                ('source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.source')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='organisations.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['value'], name='codes_by_beginning', opclasses=['text_pattern_ops'])],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('value', '='), ('scheme', '='), ('valid', '&&')], name='a_code_designates_one_unit_at_a_time'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('unit', '='), ('scheme', '='), ('valid', '&&')], name='a_unit_bears_one_code_of_a_scheme_at_a_time')],
            },
        ),
    ]
