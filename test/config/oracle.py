"""Writes fixture/corpus.json: what OmegaConf, Hydra and PyYAML make of a corpus of cases.

    python3 -m venv /tmp/oracle && /tmp/oracle/bin/pip install omegaconf hydra-core
    /tmp/oracle/bin/python test/config/oracle.py > test/config/fixture/corpus.json

The corpus is kept, so that the test that compares needs no Python. A case is
{"input": …, "value": …} or {"input": …, "error": "NameOfTheClass"}.
Numbers that JSON cannot hold are written as {"$number": "inf"}.
"""

import json
import math
import os
import sys
import tempfile

import hydra
import omegaconf
import yaml
from hydra import compose, initialize_config_dir
from hydra._internal.core_plugins.basic_sweeper import BasicSweeper
from hydra.core.override_parser.overrides_parser import OverridesParser
from omegaconf import OmegaConf

ENVIRONMENT = {"CORPUS_WORD": "word", "CORPUS_NUMBER": "012", "CORPUS_LIST": "[1, 2]", "CORPUS_EMPTY": "", "CORPUS_NAME": "CORPUS_WORD"}

VALUES = r"""
1
-1
+1
0
-0
007
012
1_000
1__000
_1
1_
3.14
.5
1.
-.5
1e3
1e-3
1E-3
1.5e+10
1e999
-1e999
123456789012345678
0x10
0b1
0o7
inf
-inf
+inf
INF
nan
NaN
Infinity
true
True
TRUE
false
tRuE
yes
no
on
off
null
NULL
Null
~
none
None
abc
abc_def-ghi
hello world
hello  world
  padded  
a b c
10 apples
1 2
1:30
12:30:00
2024-01-01
a:b
a: b
key:value:more
http://localhost:8080/x
http://localhost:8080/x?a=1
/abs/path/file.txt
./rel/path
../up
~/data
*.py
a*b
50%
a+b
a|b
a@b.c
$HOME
what?
a=b
a==b
a;b
a&b
a<b
a#b
a!b
'quoted'
"quoted"
'it\'s'
"say \"hi\""
'a "b" c'
"a 'b' c"
''
""
' '
'a,b'
"a,b"
'1'
"true"
'null'
'back\slash'
'two\\slashes'
'end\\'
"a\nb"
'abc' def
abc'def
a\,b
a\ b
\ a
a\ 
a\=b
a\:b
a\[b
a\]b
a\{b\}
a\(b\)
a\\b
a\b
a\nb
C:\dir\file
1\,2
\1
[]
[1]
[1,2,3]
[1, 2, 3]
[ 1 , 2 ]
[a,b]
[a b, c d]
['a,b',c]
[[1,2],[3]]
[{a:1},{b:2}]
[1,null,true,1.5,x]
[1,2
1,2]
[,]
[1,]
[1,,2]
{}
{a:1}
{a: 1, b: 2}
{ a : 1 }
{a:{b:{c:1}}}
{a:[1,2],b:{c:d}}
{a:b:c}
{a}
{a:}
{a:1
{1:one}
{1.5:x}
{true:x}
{null:x}
{a b:1}
{a-b:1}
{a/b:1}
{a.b:1}
{'a b':1}
{a:1,a:2}
{a:'x,y'}
${a}
${a.b}
${a}${b}
x${a}y
${oc.env:HOME}
${oc.env:HOME,def}
${a.${b}}
[${a},${b}]
{a:${b}}
'${a}'
\${a}
$
$a
${
${}
a}b
a]b
a)b
f(x)
a(b
int(3)
int(3.7)
int('3')
float(3)
str(3)
str(3.5)
str(true)
bool(1)
bool(true)
bool('false')
int(true)
float('1e3')
int(abc)
str([1,2])
int([1.5,2])
1,2
a,b
x,
,x
1 ,2
 
a	b
ünïcode
日本
-
--
---
-a
-1a
1a
1.2.3
1-2
+a
++
.
..
...
a.
.a
0.0
-0.0
00
0_0
1e
1e+
e5
1.e5
.e5
1_0.0_1
1._5
'a'b
"unclosed
'unclosed
a"b"
%d
%Y-%m-%d
@
?
|
\\
\
""" .strip("\n").split("\n")

KEYS = ["a=1", "a.b=1", "a.b.c=1", "+a=1", "++a=1", "~a", "~a=1", "a=", "+a=", "++a=", "~a=", "a", "=1", "+=1", "~", "a..b=1", ".a=1", "a.=1",
        "a-b=1", "a_b=1", "a.0=1", "a.b-c=1", "0=1", "a[0]=1", "a b=1", " a=1", "a =1", "a= 1", "+ a=1", "+++a=1", "~+a", "-a=1", "a/b=1", "a@b=1",
        "$a=1", "a.$b=1", "1a=1", "a:b=1", "A=1", "_a=1", "a!=1", "a.b.0.c=1"]

INTERPOLATIONS = [
    "a: 1\nb: ${a}", "a: {b: 1}\nc: ${a.b}", "a: {b: 1}\nc: ${a}", "a: [1, 2]\nb: ${a[0]}", "a: [1, 2]\nb: ${a.1}", "a: [1, 2]\nb: ${a[2]}",
    "a: [1, 2]\nb: ${a}", "a: [{x: 1}]\nb: ${a[0].x}", "a: {b: {c: 1}}\nd: ${a[b].c}", "a: {b: {c: 1}}\nd: ${a[b][c]}", "a: {b: 1}\nd: ${[a].b}",
    "a: {b: 1, c: '${.b}'}", "a: {b: {c: '${..d}'}, d: 2}", "a: {b: {c: '${...e}'}}\ne: 3", "a: {b: '${....e}'}\ne: 3", "a: '${.b}'\nb: 4",
    "a: [1, '${.0}']", "a: [1, '${.[0]}']", "a: [1, '${..b}']\nb: 5", "a: {b: '${..}'}",
    "a: x${b}y\nb: 1", "a: ${b}${c}\nb: 1\nc: 2", "a: ${b} ${c}\nb: hello\nc: world", "a: ${b}\nb: ${c}\nc: 3", "a: x${b}\nb: null", "a: x${b}\nb: true",
    "a: x${b}\nb: 1.5", "a: x${b}\nb: 1e-5", "a: x${b}\nb: 1e20", "a: x${b}\nb: [1, 2]", "a: x${b}\nb: {c: 1}", "a: x${b}\nb: .inf", "a: x${b}\nb: 1.0",
    "a: ${b}\nb: null", "a: ${b}\nb: true", "a: ${b}\nb: ''", "a: ${b}\nb: '012'", "a: ' ${b} '\nb: 1", "a: '${ b }'\nb: 1", "a: '${b }'\nb: 1", "a: '${  b.c }'\nb: {c: 2}",
    "a: ${b.${c}}\nb: {x: 1}\nc: x", "a: ${${b}}\nb: c\nc: 3", "a: ${${b}.x}\nb: c\nc: {x: 4}", "a: ${b.${c}.z}\nb: {x: {z: 1}}\nc: x", "a: ${b[${c}]}\nb: [7, 8]\nc: 1", "a: ${${b}}\nb: c.d\nc: {d: 3}",
    "a: ${b.x${c}}\nb: {x1: 1}\nc: 1", "a: ${.${b}}\nb: c\nc: 1", "a: {b: '${..${..k}}'}\nk: v\nv: 9",
    "a: ${a}", "a: ${b}\nb: ${a}", "a: x${b}\nb: y${a}", "a: {b: '${a}'}", "a: {b: '${a.c}', c: '${a.b}'}", "a: ${nope}", "a: ${b.nope}\nb: {c: 1}", "a: ${b.c}\nb: 1", "a: ${b.c.d}\nb: null",
    "a: ${b.c}\nb: ${d}\nd: {c: 5}", "a: ${b[0]}\nb: ${c}\nc: [6]", "a: ${b.c.d}\nb: {c: '${e}'}\ne: {d: 7}", "a: ${b}\nb: ???", "a: ???", "a: x${b}\nb: ???",
    "a: '\\${b}'\nb: 1", "a: '\\\\${b}'\nb: 1", "a: '\\\\\\${b}'\nb: 1", "a: '\\\\\\\\${b}'\nb: 1", "a: 'x\\${b}y${b}'\nb: 1", "a: '\\${b} and \\${c}'", "a: 'back\\slash ${b}'\nb: 1", "a: '${b}\\'\nb: 1", "a: '${b}\\\\'\nb: 1",
    "a: '\\\\'", "a: 'x\\\\y'", "a: '${b}\\x'\nb: 1", "a: '\\x${b}'\nb: 1", "a: '$b'", "a: '$${b}'\nb: 1", "a: '${b}$'\nb: 1", "a: '{b}'", "a: '$ {b}'", "a: '${b'\nb: 1", "a: '${}'", "a: '${'", "a: 'x${'", "a: '}${b}{'\nb: 1",
    "a: '\\${b'", "a: '${b}}'\nb: 1", "a: '${${b}'\nb: 1", "a: '${b c}'\nb: 1", "a: '${b-c}'\nb-c: 1", "a: '${b/c}'\nb/c: 1", "a: '${b+c}'\nb+c: 1", "a: ${1}\n1: one", "a: ${b.1}\nb: {1: one}", "a: '${b,c}'", "a: '${b.}'\nb: 1", "a: '${b..c}'\nb: {c: 1}", "a: ${B}\nb: 1",
    "a: ${oc.env:CORPUS_WORD}", "a: ${oc.env:CORPUS_NUMBER}", "a: ${oc.env:CORPUS_EMPTY}", "a: ${oc.env:CORPUS_NOPE}", "a: ${oc.env:CORPUS_NOPE,def}", "a: ${oc.env:CORPUS_NOPE,1}", "a: ${oc.env:CORPUS_NOPE,012}", "a: ${oc.env:CORPUS_NOPE,1.50}", "a: ${oc.env:CORPUS_NOPE,null}", "a: ${oc.env:CORPUS_NOPE,true}",
    "a: '${oc.env:CORPUS_NOPE,''}'", "a: '${oc.env:CORPUS_NOPE,}'", "a: '${oc.env:CORPUS_NOPE, spaced out }'", "a: '${oc.env:CORPUS_NOPE,\"a,b\"}'", "a: '${oc.env:CORPUS_NOPE,a:b}'", "a: '${oc.env:CORPUS_NOPE,/tmp/x y}'", "a: '${oc.env:CORPUS_NOPE,http://h:1/p}'", "a: '${oc.env:CORPUS_NOPE,${b}}'\nb: fb", "a: '${oc.env:CORPUS_NOPE,x${b}}'\nb: 3", "a: '${oc.env:CORPUS_NOPE,${b}}'\nb: 3",
    "a: '${oc.env:CORPUS_NOPE,[1,2]}'", "a: ${oc.env:${b}}\nb: CORPUS_WORD", "a: ${oc.env:${oc.env:CORPUS_NAME}}", "a: pre-${oc.env:CORPUS_WORD}-post", "a: '${oc.env:CORPUS_WORD,unused}'", "a: '${oc.env: CORPUS_WORD }'", "a: '${oc.env:CORPUS_NOPE,a}b}'", "a: '${oc.env:}'", "a: '${oc.env}'", "a: '${oc.env:CORPUS_NOPE,\"it''s\"}'",
    "a: ${oc.decode:'1'}", "a: ${oc.decode:${oc.env:CORPUS_LIST}}", "a: ${oc.decode:${oc.env:CORPUS_NUMBER}}", "a: ${oc.decode:null}", "a: '${oc.decode:\"{x: 1}\"}'", "a: '${oc.decode:\"[1, a]\"}'", "a: '${oc.decode:abc}'", "a: ${oc.decode:'true'}",
    "a: ${oc.select:b}\nb: 1", "a: ${oc.select:nope}", "a: ${oc.select:nope,5}", "a: ${oc.select:b.c,5}\nb: {c: 1}", "a: ${oc.select:b,5}\nb: ???", "a: '${oc.select:nope,${b}}'\nb: 6", "a: ${oc.select:b,5}\nb: null",
    "a: ${nope:1}", "a: ${nope.sub:1}", "a: '${oc.nope:}'", "a: ${b}\nb: {c: '${d}', e: [1, '${d}']}\nd: 8", "a: {x: '${b.y}'}\nb: {y: '${c}'}\nc: [1, 2]", "a: &x {k: '${v}'}\nb: *x\nv: 3", "a: {k: '${.v}', v: 1}\nb: '${a.k}'", "a: {k: '${.v}', v: 1}\nb: '${a}'\nv: 2",
    "base: {lr: 0.1}\nopt: {lr: '${base.lr}', name: 'sgd-${.lr}'}", "n: 3\nlist: ['${n}', 'x${n}', ['${n}']]", "a: '${b}'\nb: [${c}, 2]\nc: 1", "a: \"${b}\\n${b}\"\nb: line", "a: '${b}'\n'b': 'ünï'", "ü: 1\na: ${ü}",
]

DOCUMENTS = [f"a: {text}" for text in [
    "1", "012", "0o14", "0x1F", "0b11", "1_000", "1e3", "1e-3", "1.5", "1.", ".5", "+1", "-1", "+.5", "-0", "-0.0", "1e999", ".inf", "-.inf", ".nan", ".NaN", ".INF", "inf", "nan", "12e03", "685.230_15", "1e+3", "1E5",
    "true", "True", "TRUE", "yes", "no", "on", "off", "y", "n", "Yes", "NO", "Off", "null", "Null", "NULL", "~", "", "none", "1:30", "12:30:00", "190:20:30.15", "2024-01-01", "2024-01-01T00:00:00Z", "'1'", '"true"', "abc", "a b", "'it''s'", '"a\\tb"', '"\\u00e9"',
    "[1, 2]", "[]", "{}", "{b: 1}", "[no, 012, 1:30]", "|\n  line1\n  line2", ">\n  folded\n  text", "|-\n  x", "!!str 1", "!!int '3'", "!!float 1", "!foo 1", "=", "<<", "- 1", "@a", "`a`", "%a", "a: b", "a #c", "a#c", "'#'", "*nope", "{a, b}", "[a, , b]", "0.1e1_0", "123456789012345678901234567890", "007", "08", "09.5", "0.0", "00",
]] + [
    "a: 1\na: 2", "a: {b: 1, b: 2}", "a: &x {b: 1}\nc: *x", "a: &x {b: 1}\nc: {<<: *x, d: 2}", "a: &x {b: 1}\nc: {<<: *x, b: 3}", "x: &x {b: 1}\ny: &y {b: 2, c: 3}\nz: {<<: [*x, *y]}", "a: &x [1]\nb: *x", "1: one", "true: yes it is", "null: nothing", "1.5: x", "no: x", "? [1, 2]\n: x", "'a.b': 1", "a:\n  b: 1\n c: 2", "a: [1", "a: {b: 1", "\ta: 1", "---\na: 1", "a: 1\n---\nb: 2", "# only a comment", "- 1\n- 2", "just text", "", "%YAML 1.2\n---\na: no", "a: 'open", "a: b: c", "key with space: 1", "\"quoted key\": 1", "a:\n- 1\n- 2", "a: >-\n  x\n\n  y\nb: 1",
]

MERGES = [
    ["a: 1", "b: 2"], ["a: 1", "a: 2"], ["a: {b: 1}", "a: {c: 2}"], ["a: {b: 1}", "a: {b: 2}"], ["a: [1, 2]", "a: [3]"], ["a: {b: [1]}", "a: {b: []}"], ["a: {b: 1}", "a: 3"], ["a: 3", "a: {b: 1}"], ["a: {b: 1}", "a: null"], ["a: null", "a: {b: 1}"],
    ["a: {b: 1}", "a: {}"], ["a: 1", "{}"], ["{}", "a: 1"], ["a: [1]", "a: {b: 1}"], ["a: {b: 1}", "a: [1]"], ["a: {b: {c: 1, d: 2}}", "a: {b: {d: 3}}", "a: {e: 4}"], ["a: ${b}\nb: 1", "b: 2"], ["a: {b: 1}\nc: ${a}", "c: {d: 2}"], ["a: 1", "a: ${b}\nb: 2"], ["a: ???", "a: 1"], ["a: 1", "a: ???"], ["a: [{b: 1}]", "a: [{c: 2}]"], ["a: text", "a: 1"], ["z: 1\na: 1", "m: 1"],
]

BASE = "a: 1\nb: {c: 2, d: {e: 3}}\nlist: [1, 2, {x: 1}]\nnothing: null\nempty: {}\nmissing: ???\nname: text\nref: ${a}\n"
COMPOSITIONS = [
    [], ["a=2"], ["b.c=5"], ["b.d.e=x"], ["nope=1"], ["b.nope=1"], ["+nope=1"], ["+b.nope=1"], ["+x.y.z=1"], ["++nope=1"], ["++a=3"], ["+a=3"], ["+b.c=3"], ["+nothing=1"], ["nothing=1"], ["nothing.x=1"], ["+nothing.x=1"], ["++nothing.x=1"],
    ["~a"], ["~b.c"], ["~b"], ["~nope"], ["~b.nope"], ["~a=1"], ["~a=2"], ["~name=text"], ["~nothing"], ["~b.d.e"], ["b={c:9}"], ["b={z:9}"], ["+b={z:9}"], ["++b={z:9}"], ["b=5"], ["b=null"], ["b.d={e:4}"], ["b.d={f:4}"], ["a={x:1}"], ["+a={x:1}"], ["++a={x:1}"],
    ["list=[9]"], ["list=[]"], ["list.0=9"], ["list.5=9"], ["list.2.x=9"], ["list.2.y=9"], ["+list.3=9"], ["++list.3=9"], ["~list.0"], ["list=x"], ["empty.x=1"], ["+empty.x=1"], ["empty={x:1}"], ["missing=1"], ["+missing=1"], ["name="], ["name=null"], ["name='a,b'"], ["name=a,b"], ["ref=5"], ["ref=${b.c}"], ["a=${nope}"],
    ["a=1", "a=2"], ["+x=1", "x=2"], ["~a", "a=2"], ["~a", "+a=2"], ["+x={y:1}", "x.y=2"], ["+x={y:1}", "x.z=2"], ["b.c=1", "b={c:7}"], ["a.b=1"], ["name.x=1"], ["+name.x=1"], ["++name.x=1"], ["++list.0=9"], ["+list=[9]"], ["++list=[9]"],
]

SWEEPS = [
    ["a=1,2"], ["a=1,2", "b=x,y"], ["a=range(3)"], ["a=range(1,4)"], ["a=range(1,10,3)"], ["a=range(3,0,-1)"], ["a=range(0,1,0.25)"], ["a=choice(1,2,3)"], ["a=choice(x)"], ["a=1"], ["a=[1,2],[3]"], ["a={x:1},{x:2}"], ["a='p,q',r"], ["+a=1,2"], ["++a.b=1,2"], ["a=true,null,1.5"],
    ["a=1,2", "b=1", "c=range(2)"], ["a=range(0)"], ["a=interval(0,1)"], ["a=range(2.5)"], ["a=1,,2"], ["a=x y,z"], ["a=range(0,1,0.1)"], ["a=range(5,1)"],
]

# As `{flags}` is filled in for Hydra: `printFlags` of the answer gives the question.
FLAGS = [["k=" + value] for value in [
    "''", "' '", "' a '", "'a b'", "'a,b'", "'a=b'", "'it\\'s'", "'\\''", "'\"'", "'say \"hi\"'", "'{a}'", "'[x]'", "'(x)'", "'f(x)'", "'int(3)'",
    "'range(3)'", "'12'", "'-1'", "'1.5'", "'1e-3'", "'1_000'", "012", "0x10", "'true'", "'False'", "no", "'null'", "None", "'~'", "'inf'", "'-inf'",
    "'nan'", "Infinity", ".inf", "'a: b'", "'a:b'", "'1:30'", "2024-01-01", "'#c'", "'!a'", "'&a'", "'*a'", "'a|b'", "'a;b'", "50%", "'$HOME'", "'\\${x}'",
    "'\\\\\\${x}'", "'a\\${x}b'", "'\\\\'", "'a\\\\'", "'a\\\\\\'b'", "'a\\\\\\\\'", "'\\\\\\''", "'\\n'", "'a\nb'", "'a\tb'", "'\u00e9'",
    "'\u65e5\u672c'", "'\ud83d\ude00'", "-", "--lr", "+a", "/abs/path", "'http://h:1/p?a=1'", "'C:\\dir'", "'???'", "'a, b'", "'\\'quoted\\''", "'[1,2]'",
    "'{a: 1}'", "a.b", ".a", "..", "@", "'`'", "'x=\\${y}'", "'end '", "0", "1", "-1", "0.1", "1e-7", "1e+21", "123456789", "inf", "-inf", "nan",
    "true", "false", "null", "[]", "[1,2]", "[1,'2','a,b',[true,'null','it\\'s']]", "[null,'',' x']", "[{a:'x y',b:[1,'1']},{}]", "[1.5,inf]",
    "['\\${x}','[y]']", "{}",
]] + [["a.b_c.d='x,y'", "e-f=[g]", "h={}", "i1.j=''"]]

TEXTS = sorted(set("""yes no on off y n Y N true false null ~ none 1 012 0o14 0x1F 1_000 1:30 12:30:00 190:20:30.15 2024-01-01 1e3 1e-7 1.5 .5 1. .inf .nan inf nan = << - -- --- ... ? : ! & * # % @ ` | > { } [ ] , a: a:b #c a#b
/path ./x ../x ~/x a.b a-b a_b A1 x=1 +1 -1 -a 50% (x) a(b) !x &x *x @x null_ truex 1a e5 0b1 1__0 +.5 -.inf .5_0 2001-12-14t21:59:43.10-05:00 NULL Null True FALSE Yes ON""".split())) + [
    "", " ", " a", "a ", "a b", "a: b", "a #b", "line\nbreak", "tab\there", "quote'd", 'dou"ble', "back\\slash", "\x00", "\x7f", "\u2028", "\ufeff", "é", "日本", "😀", "- a", "? a", ": a", "a:", "key: [1", "\r", "\x85", "a\n", "\na", "%YAML", "--- a"]


def encode(value):
    if isinstance(value, float) and not math.isfinite(value):
        return {"$number": "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"}
    if isinstance(value, dict):
        return {str(key) if not isinstance(key, bool) and key is not None else json.dumps(key): encode(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [encode(item) for item in value]
    if value is None or isinstance(value, (str, int, float)):
        return value
    return {"$object": type(value).__name__, "text": str(value)}


def ask(question, given):
    try:
        return {"input": given, "value": encode(question(given))}
    except Exception as error:  # noqa: BLE001: the class is the answer
        return {"input": given, "error": type(error).__name__}


def parse_value(text):
    override = OverridesParser.create().parse_override("key=" + text)
    if override.is_sweep_override():
        raise ValueError("sweep")
    value = override.value()
    return unquote(value)


def unquote(value):
    if hasattr(value, "text") and hasattr(value, "quote"):
        return value.text
    if isinstance(value, dict):
        return {unquote(key): unquote(item) for key, item in value.items()}
    if isinstance(value, list):
        return [unquote(item) for item in value]
    return value


def parse_key(text):
    override = OverridesParser.create().parse_override(text)
    mode = "remove" if override.is_delete() else "force" if override.is_force_add() else "add" if override.is_add() else "set"
    if override.package is not None:
        raise ValueError("package")
    return {"mode": mode, "key": override.key_or_group, "value": unquote(override.value())}


def resolve(text):
    return OmegaConf.to_container(OmegaConf.create(text), resolve=True)


def load(text):
    return OmegaConf.to_container(OmegaConf.create(text), resolve=False)


def merge(texts):
    return OmegaConf.to_container(OmegaConf.merge(*[OmegaConf.create(text) for text in texts]), resolve=False)


def compose_with(overrides, base=BASE, resolve=False):
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "config.yaml"), "w", encoding="utf8") as file:
            file.write(base)
        with initialize_config_dir(version_base="1.3", config_dir=folder):
            return OmegaConf.to_container(compose("config", overrides=overrides), resolve=resolve)


def take_flags(words):
    return compose_with(["++" + word for word in words], base="{}", resolve=True)


def sweep(overrides):
    parsed = OverridesParser.create().parse_overrides(overrides)
    return [[part for part in point] for point in BasicSweeper.split_arguments(parsed, max_batch_size=None)[0]]


def reads_plainly(text):
    return yaml.safe_load("a: " + text) == {"a": text} and yaml.safe_load(text + ": 1") == {text: 1}


def main():
    os.environ.update(ENVIRONMENT)
    corpus = {
        "versions": {"omegaconf": omegaconf.__version__, "hydra": hydra.__version__, "pyyaml": yaml.__version__},
        "environment": ENVIRONMENT,
        "base": BASE,
        "values": [ask(parse_value, text) for text in VALUES],
        "keys": [ask(parse_key, text) for text in KEYS],
        "interpolations": [ask(resolve, text) for text in INTERPOLATIONS],
        "documents": [ask(load, text) for text in DOCUMENTS],
        "merges": [ask(merge, texts) for texts in MERGES],
        "compositions": [ask(compose_with, overrides) for overrides in COMPOSITIONS],
        "sweeps": [ask(sweep, overrides) for overrides in SWEEPS],
        "flags": [ask(take_flags, words) for words in FLAGS],
        "texts": [ask(reads_plainly, text) for text in TEXTS],
    }
    json.dump(corpus, sys.stdout, indent=1, ensure_ascii=True)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
