# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that a language model is asked for, as small runs against a server that records."""
import json
import os
import threading

import mock_model
from support import ROOT, fisc, write

# ---- the server ----------------------------------------------------------------------------------


class Handler(mock_model.Handler):
    disable_nagle_algorithm = True  # else each reply waits 40 ms for an acknowledgement

    def do_POST(self):
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        request = json.loads(text)
        message, finish_reason, logprobs = self.server.answer(text, request)
        choice = {"index": 0, "finish_reason": finish_reason, "message": message}
        if logprobs and request.get("logprobs"):
            choice["logprobs"] = {"content": logprobs}
        self.reply({"model": "mock", "choices": [choice],
                    "usage": {"prompt_tokens": 100, "completion_tokens": 8}})


class Recorder(mock_model.Server):
    """Keeps the bodies; answers by the words of a question, after the bad answers it was told to give."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.lock = threading.Lock()
        self.bodies, self.bad, self.times_asked = set(), (), {}
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def begin(self, bad):
        with self.lock:
            self.bodies, self.bad, self.times_asked = set(), bad, {}

    def answer(self, text, request):
        """A message, why it ended, and log probabilities."""
        question = "".join(message["content"] for message in request["messages"][:2])
        with self.lock:
            self.bodies.add(text)
            # Behind an empty answer the complaint stands in the question's own message.
            question = next((known for known in self.times_asked if question.startswith(known)), question)
            turn = self.times_asked.get(question, 0)
            self.times_asked[question] = turn + 1
        if turn < len(self.bad):
            return {"role": "assistant", **self.bad[turn][0]}, self.bad[turn][1], None
        content, logprobs = mock_model.answer(request)
        schema = request.get("response_format", {}).get("json_schema", {}).get("schema", {})
        if "thought" in schema.get("properties", {}):
            content = json.dumps({"thought": "I need the money.", **json.loads(content)})
        return {"role": "assistant", "content": content}, "stop", logprobs


# ---- the purposes --------------------------------------------------------------------------------

FIRST, LATER = "This is your first year", "\n3 years ago: "
NO_YEAR, SOME_YEARS, LAST_CALL = "No tax year has passed", "The last tax years", "The run ends soon"
VOTE, VOTE_LATER, LEADER = "vote for?", "Last year you worked", "one of themselves, once every tax year, to"

BASE = {"seed": 1, "steps": 4, "tax_year_length": 1, "population.workers": 3, "rule.kind": "llm",
        "planner.kind": "none"}
REASONS = {"rule.satisfaction_by": "model", "rule.llm.form": "letters", "rule.llm.orders": 1}
PLANNER = {"population.workers": 6, "rule.kind": "rational", "planner.kind": "llm", "steps": 5,
           "planner.bracket_starts_usd_per_year": [0, 20000, 60000]}
REFERENDUM = {"steps": 2, "planner.kind": "referendum",
              "planner.referendum.flat_rates": [0, 0.25, 0.5]}
ELECTED = {"steps": 2, "population.workers": 4, "planner.kind": "elected", "planner.elected.candidates": 3,
           "planner.bracket_starts_usd_per_year": [0, 20000, 60000]}
PROFILES = ("openai", "vllm", "ollama", "sglang", "openrouter", "anthropic", "gemini", "deepseek", "groq", "litellm")
CSV = "wage_usd_per_hour,hours_per_week\n20,40\n7.25,12.5\n180,60\n"
EVERYBODY = "wage_usd_per_hour,hours_per_week,job,sex,age\n" + "".join(
    f"{10 + k % 50},{20 + k % 41},{11 + 2 * (k % 22)}-0000,{('male', 'female')[k % 3 % 2]},{17 + k % 61}\n"
    for k in range(660))

PERSONAS = ("You keep the \"caf\u00e9\" at a harbour.", "You sell shoes.")

# Answers that cannot be used, each for another reason, with why they ended.
BAD = [({"content": text}, "stop") for text in
       ("I would work forty hours.", "", '{"hours": 4000}', '{"hours": -1}', '{"hours": "forty"}',
        '{"hours": 40.5}', '{"x": 40}')]
BAD += [({"content": '{"hours": 4'}, "length"), ({"content": None, "refusal": "No."}, "stop")]
BAD_LETTERS = [({"content": "Z"}, "stop"), ({"content": "Forty \"hours\"\n\u00e9"}, "content_filter")]
BAD_SCORES = [({"content": '{"scores": [1, 2, 3]}'}, "stop"), ({"content": '{"scores": [200]}'}, "stop")]
BAD_VOTES = [({"content": '{"vote": 9}'}, "stop")]
BAD_PERSONAS = [({"content": '{"persona": "Hi."}'}, "stop")]
BAD_RATES = [({"content": '{"reason": "a", "rates": [1, 2, 300]}'}, "stop")]

# Name: what the shown requests of each run contain, then the runs: what each sets besides BASE.
PURPOSES = {
    "worker_sample": ([FIRST, LATER], {}),
    "worker_number": ([FIRST, LATER], {"rule.llm.form": "number"}),
    "worker_letters": ([FIRST, LATER], {"rule.llm.form": "letters"}),
    "worker_utilities": ([FIRST, LATER], {"rule.llm.form": "utilities"}),
    "worker_stated": (["How likely"], *({"steps": 2, "rule.llm.form": form, "llm.wire": "stated"}
                                        for form in ("letters", "number"))),
    "worker_think": ([LATER], {"rule.llm.think": True},
                     {"rule.llm.think": True, "rule.llm.form": "utilities"}),
    "worker_hint": (["Working more made things", "Working less made things"], {"rule.llm.hint": True}),
    "worker_wordings": (["years ago"], *({"steps": 3, "rule.llm.wording": wording} for wording in (
        "reworded", "reference_named", "example_low", "example_high"))),
    # What workers are told of taxes: the law beside last year's and that of their usual hours, and what hours bring.
    "worker_told": ([FIRST], *({"steps": 1, "population.workers": 2, "rule.llm.tell": tell, "rule.llm.form": form}
                               for tell in ("system", "consequences") for form in ("number", "letters"))),
    "worker_new_law": (["under last year's income tax", "under another income tax"], {
        "steps": 2, "population.workers": 2,
        "government.tax_system": [{"component": "brackets", "starts_usd_per_year": [0, 30000], "rates": [0.1, 0.5]},
                                  {"component": "basic_income", "amount_usd_per_year": 1234}]}),
    "worker_new_law_each_year": (["compared with last year:"], {
        "steps": 3, "planner.kind": "llm", "rule.llm.tell_usual_hours": False}),
    "worker_utility": ([LATER, "The best years"], {"steps": 5, "population.workers": 2, "rule.llm.tell_utility": True,
                                                   "rule.llm.history_steps": 3}),
    # Half of the mock's probability lies on other letters than the three.
    "worker_options": ([FIRST], *({"steps": 1, "rule.llm.form": form, "rule.llm.hours_options": [0, 15, 35],
                                   "llm.max_invalid_share": 1}
                                  for form in ("number", "letters", "utilities"))),
    "worker_sampling": ([FIRST], {"steps": 1, "rule.llm.temperature": 1.25, "rule.llm.max_tokens": 7}),
    # The oldest years are left out: to keep to a budget, or as the settings say.
    "worker_short_memory": (["Last year"], {"rule.llm.max_prompt_tokens": 620},
                            {"rule.llm.history_steps": 1, "rule.llm.best_steps": 1, "rule.llm.tell_utility": True},
                            {"rule.llm.history_steps": 0, "rule.llm.tell_utility": True}),
    "worker_goals": (["You care about everybody", "You resent society", "best for yourself"], {
        "steps": 1, "population.workers": 12, "rule.altruistic_share": 0.3, "rule.adversarial_share": 0.4}),
    "worker_tax_system": (["Everybody is paid"], {
        "steps": 2, "government.public_spending_usd_per_worker": 2500.4, "rule.kind": "llm",
        "government.tax_system": [{"component": "brackets", "starts_usd_per_year": [0, 30000], "rates": [0.1, 0.3333]},
                                  {"component": "basic_income", "amount_usd_per_year": 1234}]}),
    "worker_without_cell": ([FIRST], {"steps": 1, "population.source": "uniform"},
                            {"steps": 1, "population.source": "csv", "population.workers": None,
                             "population.csv.path": "workers.csv"}),
    "worker_mixed": (["Last year"], {"population.workers": 6, "rule.kind": "mixed", "rule.mix.llm": 0.5,
                                     "rule.mix.logit": 0.5}),
    # Enough of them that every sentence about a worker is said.
    "worker_everybody": ([FIRST], {
        "steps": 1, "population.source": "csv", "population.workers": None,
        "population.csv.path": "everybody.csv", "population.csv.occupation_column": "job",
        "population.csv.sex_column": "sex", "population.csv.age_column": "age"}),
    "persona_by_model": (["The worker is", FIRST], {"steps": 1, "personas.source": "llm"}),
    "persona_from_file": ([FIRST], {"steps": 1, "personas.source": "file",
                                    "personas.file": "personas.txt"}),
    "persona_roles": ([FIRST], {
        "steps": 1, "population.workers": 8, "personas.source": "roles", "rule.llm.cue": "explore_then_exploit"}),
    "persona_none": ([FIRST], {"steps": 1, "personas.source": "none"}),
    "satisfaction": (["Are you satisfied", "tax policy: too high for me", "tax policy: fair enough"],
                     {"steps": 3, **REASONS}),
    "satisfaction_by_formula": (["you were satisfied"], {"population.workers": 6, "rule.kind": "llm"}),
    "vote_referendum": ([VOTE, VOTE_LATER], REFERENDUM),
    "vote_referendum_scores": (["How good is each of them"], {**REFERENDUM, "planner.ballot": "scores"}),
    "vote_referendum_schedules": ([VOTE], {
        "steps": 1, "planner.kind": "referendum", "planner.bracket_starts_usd_per_year": [0, 50000],
        "planner.referendum.schedules": [{"rates": [0.1, 0.5]}, {"rates": [0.3, 0.3]}]}),
    "vote_think": ([VOTE], {**REFERENDUM, "planner.vote_think": True}, {**ELECTED, "planner.vote_think": True}),
    "vote_elected": ([VOTE, VOTE_LATER], ELECTED),
    "vote_elected_scores": (["How good is each of them"], {**ELECTED, "planner.ballot": "scores"}),
    "vote_elected_platforms": (["Would set: "], {**ELECTED, "planner.elected.platforms": True},
                               {**ELECTED, "planner.elected.platforms": True, "planner.ballot": "scores"}),
    "leader": ([NO_YEAR, SOME_YEARS], ELECTED),
    "leader_platforms": ([NO_YEAR, SOME_YEARS], {**ELECTED, "planner.elected.platforms": True}),
    "leader_changes": ([LEADER], {**ELECTED, "planner.llm.answer": "changes", "rule.altruistic_share": 1.0}),
    "planner_rates": ([NO_YEAR, SOME_YEARS], PLANNER),
    "planner_changes": ([NO_YEAR, SOME_YEARS], {**PLANNER, "planner.llm.answer": "changes"}),
    "planner_final_share": ([LAST_CALL], {**PLANNER, "planner.llm.final_share": 0.4}),
    "planner_cues": ([SOME_YEARS], {**PLANNER, "planner.llm.explore_cue": False},
                     {**PLANNER, "planner.llm.exploit_cue": False},
                     {**PLANNER, "planner.llm.exploit_cue": False, "planner.llm.explore_cue": False}),
    "planner_short_memory": (["The best tax years"], {**PLANNER, "planner.llm.history_years": 1,
                                                      "planner.llm.best_years": 2},
                             {**PLANNER, "planner.llm.history_years": 0}),
    "planner_bounds": ([NO_YEAR], *({
        **PLANNER, "steps": 1, "planner.llm.answer": answer, "planner.min_rate": -0.255,
        "planner.max_rate": 0.605, "planner.llm.temperature": 0, "planner.llm.max_tokens": 99,
    } for answer in ("rates", "changes"))),
    "planner_us_brackets": (["The last year: "], {
        "steps": 4, "tax_year_length": 2, "warmup_steps": 2, "planner.kind": "llm", "rule.kind": "logit"}),
    # What the planner knows of the run; no year is told twice; cues come in turn, and a thought if wished.
    "planner_run": (["The best tax years before these"], {
        **PLANNER, "steps": 12, "tax_year_length": 2, "rule.kind": "logit", "planner.llm.history_years": 2}),
    "planner_without_run": ([SOME_YEARS], {**PLANNER, "planner.llm.tell_run": False, "planner.llm.think": True,
                                           "planner.llm.cues": "together"}),
    "planner_short_prompt": ([SOME_YEARS], {**PLANNER, "steps": 8, "planner.llm.max_prompt_tokens": 500}),
    "planner_objectives": ([NO_YEAR], *({**PLANNER, "steps": 1, "welfare.objective": objective}
                                        for objective in (
        "isoelastic", "utilitarian", "rawlsian", "inverse_income_baseline", "inverse_income",
        "equality_x_productivity")), {**PLANNER, "steps": 1, "welfare.inequality_aversion": 2.5}),
    "reprompt": (["lacks the key", "must be at most", "cut short"],
                 {"steps": 1, "population.workers": 2, "llm.max_reprompts": len(BAD), "bad": BAD}),
    "reprompt_letters": (["must be one letter"], {
        "steps": 1, "rule.llm.form": "letters", "rule.llm.orders": 1, "bad": BAD_LETTERS}),
    "reprompt_others": (["cannot be used"], {"steps": 1, "rule.llm.form": "utilities", "bad": BAD_SCORES},
                        {**REFERENDUM, "steps": 1, "bad": BAD_VOTES},
                        {"steps": 1, "personas.source": "llm", "bad": BAD_PERSONAS},
                        {**PLANNER, "steps": 1, "bad": BAD_RATES}),
    # Each kind of server takes letters, schemas, seeds and probabilities in its own way.
    "profiles": ([FIRST], *({"steps": 1, "population.workers": 1, "llm.profile": profile,
                             "rule.llm.form": "letters", "rule.llm.orders": 1} for profile in PROFILES)),
    "profiles_number": ([], *({"steps": 1, "llm.profile": profile, "rule.llm.form": "number"}
                              for profile in PROFILES)),
    # The published content in our words, whatever the defaults become.
    "preset_llm_economist_v1": (["hours are too", "The best tax years"], {
        "config": os.path.join(ROOT, "experiments", "configs", "llm_economist_v1.json"), "population.workers": 3,
        "steps": 16, "tax_year_length": 2, "rule.llm.history_steps": 3, "planner.llm.history_years": 2}),
    "doctor": (["how many legs", "Which letter", "Tell me one"], {"command": ["doctor"]}),
    "model_card": (["Which situation is better", "0 dollars and more: 60%", "Everybody is paid", "It is time to",
                    "chose 20 hours", "chose 60 hours", "United States for 2024", "You are a worker."],
                   {"command": ["doctor", "--card", "--workers", 2], "rule.llm.form": "number"}),
    "model_card_sample": (["Which situation is better"], {"command": ["doctor", "--card", "--workers", 3],
                                                          "rule.llm.temperature": 0.25}),
}

# ---- asking --------------------------------------------------------------------------------------


def nested(settings):
    config = {}
    for path, value in settings.items():
        *groups, name = path.split(".")
        group = config
        for part in groups:
            group = group.setdefault(part, {})
        group[name] = value
    return config


def asked(server, folder, settings, **more):
    """The bodies of one run, sorted: replies come in any order."""
    settings = dict(settings)
    command, bad, base = settings.pop("command", ["run"]), settings.pop("bad", []), settings.pop("config", None)
    config = {**({} if base else BASE), "llm.profile": "llamacpp", "llm.model": "mock",
              "llm.url": f"http://127.0.0.1:{server.server_address[1]}/v1", **settings, **more}
    path = write(os.path.join(folder, "config.json"), json.dumps(nested({} if base else config)))
    typed = [word for key, value in config.items() if base
             for word in ("--set", f"{key}={value if isinstance(value, str) else json.dumps(value)}")]
    write(os.path.join(folder, "workers.csv"), CSV)
    write(os.path.join(folder, "everybody.csv"), EVERYBODY)
    write(os.path.join(folder, "personas.txt"), "\n".join(PERSONAS) + "\n")
    server.begin(bad)
    fisc(command[0], base or path, *command[1:], *typed,
         *(["-o", os.path.join(folder, "run"), "--force", "-q"] if command == ["run"] else []), threads=1)
    return sorted(server.bodies)
