"""The project's dbt profile, read as dbt reads it."""

from __future__ import annotations

import os
from typing import Any

from dbt.cli.resolvers import default_profiles_dir, default_project_dir
from dbt.config.profile import Profile, read_profile
from dbt.config.project import load_raw_project
from dbt.config.renderer import ProfileRenderer
from dbt_common.context import set_invocation_context
from dbt_common.exceptions import DbtBaseException

from customer360.warehouses import WarehouseError


def profile_output(target: str) -> dict[str, Any]:
    """One output of the project's profile, rendered by dbt itself.

    Raises:
        WarehouseError: there is no project or profile here, no such target, or dbt cannot render it.
    """
    set_invocation_context(os.environ)  # what env_var() reads
    project_folder = os.environ.get("DBT_PROJECT_DIR") or str(default_project_dir())
    profiles_folder = os.environ.get("DBT_PROFILES_DIR") or str(default_profiles_dir())
    try:
        name = load_raw_project(project_folder).get("profile")
        profile = read_profile(profiles_folder).get(str(name)) or {}
        known = profile.get("outputs") or {}
        if target not in known:
            listed = ", ".join(known) or "none"
            raise WarehouseError(
                f"There is no target '{target}' in {profiles_folder}/profiles.yml (profile {name}); known: {listed}."
            )
        return dict(Profile.render_profile(profile, str(name), target, ProfileRenderer({}))[1])
    except DbtBaseException as error:
        raise WarehouseError(f"dbt cannot read the target '{target}': {' '.join(str(error).split())}") from error
